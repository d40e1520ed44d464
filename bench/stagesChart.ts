/**
 * Draws where the milliseconds of a picture go, for models and two sizes of photo.
 *
 *     node dist/bench/stagesChart.js FILE.svg MODEL_DIR [MODEL_DIR …]
 */

import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { draw, LINE, named, TEXT } from "../src/learning/evaluation/chart.js";
import { measureStages, type Stages } from "./stages.js";

const ROUNDS = 4;
const PICTURES = 12;
const SIZE = [880, 330] as const;

/** Names and colours, in the order of a picture's way; the rest is waiting, hops, labels and our HTTP. */
const parts = {
  "host and HTTP": "#9a7b68",
  decode: "#3b82d6",
  preprocess: "#2ca089",
  session: "#e07b39",
  rest: "#c75a9c",
};

// The picture stands alone, so it brings the colours that a report has from its page.
const style = `<style>:root { --text: #1c2733; --line: #d6dde6 }
@media (prefers-color-scheme: dark) { :root { --text: #e3eaf2; --line: #33404e } }</style>`;

const [file = "", ...folders] = process.argv.slice(2);
const bars: Stages[] = [];
for (const folder of folders) {
  for (const photo of ["small", "phone"] as const) {
    bars.push(await measureStages(resolve(folder), photo, ROUNDS, PICTURES));
  }
}
console.table(bars.map((bar) => ({ model: bar.model, photo: bar.photo, ...toParts(bar) })));
const svg = draw(
  {
    grid: { left: 28, right: 20, top: 34, bottom: 4, outerBoundsMode: "same" },
    legend: { top: 0, itemGap: 26, textStyle: { color: TEXT, fontSize: 13 } },
    xAxis: { type: "value", ...named("milliseconds per picture, one client") },
    yAxis: {
      type: "category",
      inverse: true,
      data: bars.map(
        ({ model, photo }) => `${model}\n${photo === "phone" ? "4032 × 3024" : "600 × 400"}`,
      ),
      axisLabel: { color: TEXT, fontSize: 13 },
      axisLine: { lineStyle: { color: LINE } },
    },
    series: Object.entries(parts).map(([name, color]) => ({
      ...{ name, type: "bar", stack: "all", barWidth: 30, itemStyle: { color } },
      data: bars.map((bar) => toParts(bar)[name] ?? 0),
    })),
  },
  SIZE,
);
await writeFile(file, `${svg.replace(">", `>${style}`)}\n`);

function toParts({ wall, inService }: Stages): Record<string, number> {
  const handler = wall["handler after a picture"] ?? 0;
  const { decode, preprocess, inference } = inService;
  const rest = (wall["service"] ?? 0) - handler - decode - preprocess - inference;
  const all = { "host and HTTP": handler, decode, preprocess, session: inference, rest };
  return Object.fromEntries(
    Object.entries(all).map(([name, ms]) => [name, Number(Math.max(0, ms).toFixed(1))]),
  );
}
