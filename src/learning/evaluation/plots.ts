import type { EChartsOption } from "echarts";
import type { CalibrationBin } from "./calibration.js";
import { ACCENT, TEXT, draw, named, toFigure } from "./chart.js";
import { escapeHtml } from "./html.js";
import type { Point } from "./ranking.js";

/** Curves and matrices of more labels are unreadable. */
export const MOST_PLOTTED_LABELS = 20;

/** A matrix of more labels takes the whole width of the page. */
const MOST_NARROW_LABELS = 8;
const WIDE_SIZE: readonly [width: number, height: number] = [880, 720];

/** Colours of curves that can be told apart on light and dark ground. */
const palette = [
  ...["#3b82d6", "#e07b39", "#2ca089", "#c75a9c", "#8a6fd1"],
  ...["#b5962c", "#d1495b", "#5f9e3f", "#1f9bb5", "#9a7b68"],
];

/** Draws a line for each label, both axes from 0 to 1. */
export function curvesPlot(
  title: string,
  axes: readonly [x: string, y: string],
  lines: readonly { readonly name: string; readonly points: readonly Point[] }[],
): string {
  const colour = (at: number): string => palette[at % palette.length] ?? ACCENT;
  // Where the colours begin again, the lines are dashed.
  const type = (at: number) => (at < palette.length ? "solid" : "dashed");
  const chart = draw({
    xAxis: { type: "value", min: 0, max: 1, ...named(axes[0]) },
    yAxis: { type: "value", min: 0, max: 1, ...named(axes[1]) },
    series: lines.map(({ points }, at) => ({
      type: "line",
      showSymbol: false,
      clip: false,
      lineStyle: { color: colour(at), type: type(at) },
      data: points.map(([x, y]) => [x, y]),
    })),
  });
  const legend = lines.map(
    ({ name }, at) =>
      `<li><i style="border-color: ${colour(at)}; border-style: ${type(at)}"></i>${escapeHtml(name)}</li>`,
  );
  return toFigure(title, `${chart}<ul class="legend">${legend.join("")}</ul>`);
}

/**
 * Draws how often each label was predicted as each other.
 *
 * @param matrix how often each label (row) was predicted as each label (column)
 */
export function confusionPlot(labels: readonly string[], matrix: readonly number[][]): string {
  const most = Math.max(1, ...matrix.flat());
  const isWide = labels.length > MOST_NARROW_LABELS;
  const names = { width: isWide ? 180 : 110, overflow: "truncate", interval: 0 } as const;
  const option: EChartsOption = {
    xAxis: {
      type: "category",
      data: [...labels],
      ...named("predicted", { ...names, rotate: labels.length > 4 ? 40 : 0 }),
    },
    yAxis: {
      type: "category",
      data: [...labels],
      inverse: true,
      ...named("true", names),
    },
    // Pale enough for the number on it.
    visualMap: { show: false, min: 0, max: most, inRange: { opacity: [0.05, 0.65] } },
    series: [
      {
        type: "heatmap",
        itemStyle: { color: ACCENT },
        label: { show: true, color: TEXT, opacity: 1, fontSize: 13 },
        data: matrix.flatMap((row, y) => row.map((count, x) => [x, y, count])),
      },
    ],
  };
  return isWide
    ? toFigure("Confusion matrix", draw(option, WIDE_SIZE), "wide")
    : toFigure("Confusion matrix", draw(option));
}

/** Draws accuracy by confidence. */
export function calibrationPlot(bins: readonly CalibrationBin[]): string {
  const width = 1 / bins.length;
  const chart = draw({
    xAxis: { type: "value", min: 0, max: 1, containShape: false, ...named("confidence") },
    yAxis: { type: "value", min: 0, max: 1, ...named("share that was right") },
    series: [
      {
        type: "bar",
        barWidth: 20,
        itemStyle: { color: ACCENT },
        data: bins.map(({ count, accuracy }, i) => [width * (i + 0.5), count > 0 ? accuracy : "-"]),
      },
      {
        type: "line",
        showSymbol: false,
        lineStyle: { type: "dashed", color: TEXT, opacity: 0.6 },
        data: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
  });
  return toFigure("Calibration", chart);
}
