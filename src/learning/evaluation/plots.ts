import { init, type EChartsOption } from "echarts";
import type { CalibrationBin } from "./calibration.js";
import type { Point } from "./ranking.js";

/** Curves and matrices of more labels are unreadable. */
export const MOST_PLOTTED_LABELS = 20;

const grid = { left: 60, right: 20, top: 40, bottom: 60 };
const share = { type: "value", min: 0, max: 1 } as const;

/** Draws a line for each label, both axes from 0 to 1. */
export function curvesPlot(
  title: string,
  axes: readonly [x: string, y: string],
  lines: readonly { readonly name: string; readonly points: readonly Point[] }[],
): string {
  return draw(
    {
      title: { text: title, left: "center", textStyle: { fontSize: 15 } },
      legend: { type: "scroll", bottom: 0 },
      grid: { ...grid, bottom: 80 },
      xAxis: { ...share, name: axes[0], nameLocation: "middle", nameGap: 26 },
      yAxis: { ...share, name: axes[1], nameLocation: "middle", nameGap: 36 },
      series: lines.map(({ name, points }) => ({
        type: "line",
        name,
        showSymbol: false,
        data: points.map(([x, y]) => [x, y]),
      })),
    },
    520,
    460,
  );
}

/** @param matrix how often each label (row) was predicted as each label (column) */
export function confusionPlot(labels: readonly string[], matrix: readonly number[][]): string {
  const cells = matrix.flatMap((row, y) => row.map((count, x) => [x, y, count]));
  const size = Math.max(420, 160 + 48 * labels.length);
  return draw(
    {
      title: { text: "Confusion matrix", left: "center", textStyle: { fontSize: 15 } },
      grid: { left: 140, right: 20, top: 40, bottom: 120 },
      xAxis: {
        type: "category",
        data: [...labels],
        name: "predicted",
        nameLocation: "middle",
        nameGap: 90,
        axisLabel: { rotate: 40, width: 110, overflow: "truncate" },
      },
      yAxis: {
        type: "category",
        data: [...labels],
        inverse: true,
        axisLabel: { width: 120, overflow: "truncate" },
      },
      visualMap: {
        show: false,
        min: 0,
        max: Math.max(1, ...cells.map((cell) => cell[2] ?? 0)),
        inRange: { color: ["#f4f7fb", "#2f6db5"] },
      },
      series: [{ type: "heatmap", data: cells, label: { show: true } }],
    },
    size + 80,
    size,
  );
}

/** Draws accuracy by confidence. */
export function calibrationPlot(bins: readonly CalibrationBin[]): string {
  const width = 1 / bins.length;
  return draw(
    {
      title: { text: "Calibration", left: "center", textStyle: { fontSize: 15 } },
      grid,
      xAxis: {
        type: "category",
        data: bins.map((_, i) => (width * (i + 0.5)).toFixed(2)),
        name: "confidence",
        nameLocation: "middle",
        nameGap: 26,
      },
      yAxis: { ...share, name: "share that was right", nameLocation: "middle", nameGap: 36 },
      series: [
        {
          type: "bar",
          data: bins.map(({ count, accuracy }) => (count > 0 ? accuracy : "-")),
          itemStyle: { color: "#2f6db5" },
        },
        {
          type: "line",
          showSymbol: false,
          data: bins.map((_, i) => width * (i + 0.5)),
          lineStyle: { type: "dashed", color: "#888" },
          itemStyle: { color: "#888" },
        },
      ],
    },
    520,
    380,
  );
}

function draw(option: EChartsOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: "transparent", ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
