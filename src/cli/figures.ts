import type { Metrics } from "../learning/evaluation/scoredPictures.js";

/** Metrics that one looks at first. */
const first = ["accuracy", "f1_score_macro", "AUC_macro", "log_loss", "iou"];

/**
 * Prints how good a trained classifier is.
 *
 * @param pictures that were used
 * @param split the held-out pictures, in words
 */
export function tellTraining(
  pictures: number,
  metrics: Metrics,
  split: string,
  seconds: number,
): void {
  const figures = first.flatMap((name) => {
    const value = metrics[name];
    return typeof value === "number" ? [`${name} ${value.toFixed(4)}`] : [];
  });
  console.log(`${pictures} pictures in ${seconds.toFixed(0)} s; on ${split}:`);
  console.log(`  ${figures.join(", ")}`);
}

/** Prints all metrics of a classifier. */
export function tellMetrics(metrics: Metrics): void {
  for (const [name, value] of Object.entries(metrics)) {
    console.log(`${name.padEnd(34)}${toFigure(value)}`);
  }
}

/** A metric to four digits. */
export function toFigure(value: number | null | undefined): string {
  return value?.toFixed(4) ?? "–";
}
