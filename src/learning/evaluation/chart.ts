import { init, type EChartsOption } from "echarts";
import { escapeHtml } from "./html.js";

/** Colours of a chart, and the variables of the page's style that take their place. */
const ink = { "#010101": "var(--text)", "#020202": "var(--line)", "#030303": "var(--accent)" };
export const [TEXT, LINE, ACCENT] = ["#010101", "#020202", "#030303"];

/** Width and height of a chart in its own units. The page scales it to its column. */
const SIZE: readonly [width: number, height: number] = [440, 380];

/** An axis with its title in the middle. */
export function named(name: string, label: object = {}) {
  return {
    name,
    nameLocation: "middle",
    nameTextStyle: { color: TEXT, fontSize: 13 },
    axisLabel: { color: TEXT, fontSize: 13, ...label },
    axisLine: { lineStyle: { color: LINE } },
    splitLine: { lineStyle: { color: LINE } },
  } as const;
}

/**
 * A chart under its title.
 *
 * @param content SVG, and what follows it
 * @param kind class of the figure
 */
export function toFigure(title: string, content: string, kind = "narrow"): string {
  const name = escapeHtml(title);
  const labelled = content.replace("<svg ", `<svg role="img" aria-label="${name}" `);
  return `<figure class="${kind}"><figcaption>${name}</figcaption>${labelled}</figure>`;
}

/** Draws a chart as SVG, in the colours of the page around it. */
export function draw(option: EChartsOption, [width, height] = SIZE): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    // Labels and titles of the axes lie within the bounds.
    const grid = { left: 4, right: 14, top: 10, bottom: 4, outerBoundsMode: "same" } as const;
    chart.setOption({ animation: false, backgroundColor: "transparent", grid, ...option });
    return Object.entries(ink).reduce(
      (svg, [colour, variable]) => svg.replaceAll(colour, variable),
      chart.renderToSVGString(),
    );
  } finally {
    chart.dispose();
  }
}
