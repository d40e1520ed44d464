import { countLabels, f1, precision, recall, support, type Counts } from "./counts.js";
import type { Evaluation } from "./evaluate.js";
import { givenLabels } from "./givenLabels.js";
import { rankingQuality } from "./ranking.js";

/** What is needed to count labels. */
type Judged = Pick<Evaluation, "scored" | "task" | "threshold">;

/** Rows of the table at most: the labels with the most pictures. */
const MOST_ROWS = 200;

/**
 * Lists name, pictures, precision, recall, F1, AUC and average precision of each label that occurs,
 * the label with the most pictures first.
 */
export function perLabelRows(judged: Judged): (string | number)[][] {
  const { labels, scores, truth } = judged.scored;
  return countsOf(judged)
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

/** Counts the labels in the means of precision, recall and F1 that no picture has. */
export function withoutPictures(judged: Judged): number {
  // With several labels a picture, all labels are in the means; else those that occur.
  const isMean = ({ falsePositives }: Counts): boolean =>
    judged.task === "multi-label" || falsePositives > 0;
  return countsOf(judged).filter((counts) => support(counts) === 0 && isMean(counts)).length;
}

function countsOf({ scored: { labels, scores, truth }, task, threshold }: Judged): Counts[] {
  const given = scores.map((row) => givenLabels(row, task, threshold));
  return countLabels(labels.length, given, truth);
}
