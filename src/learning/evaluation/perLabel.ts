import { countLabels, f1, precision, recall, support } from "./counts.js";
import type { Evaluation } from "./evaluate.js";
import { givenLabels } from "./givenLabels.js";
import { rankingQuality } from "./ranking.js";

/** Rows of the table at most: the labels with the most pictures. */
const MOST_ROWS = 200;

/**
 * Lists name, pictures, precision, recall, F1, AUC and average precision of each label that occurs,
 * the label with the most pictures first.
 */
export function perLabelRows({
  scored: { labels, scores, truth },
  task,
  threshold,
}: Pick<Evaluation, "scored" | "task" | "threshold">): (string | number)[][] {
  const given = scores.map((row) => givenLabels(row, task, threshold));
  const counts = countLabels(labels.length, given, truth);
  return counts
    .map((count, label) => ({ count, label }))
    .filter(({ count }) => support(count) + count.falsePositives > 0)
    .toSorted((a, b) => support(b.count) - support(a.count))
    .slice(0, MOST_ROWS)
    .map(({ count, label }) => {
      const own = truth.map((labels) => labels.includes(label));
      const column = scores.map((row) => row[label] ?? 0);
      const { auc, averagePrecision } = rankingQuality(
        column.filter((_, picture) => own[picture]),
        column.filter((_, picture) => !own[picture]),
      );
      const figures = [precision(count), recall(count), f1(count), auc, averagePrecision];
      return [
        labels[label] ?? "",
        support(count),
        ...figures.map((value) => value?.toFixed(3) ?? "–"),
      ];
    });
}
