import { f1, precision, recall, support, type Counts } from "./counts.js";
import { givenLabels, type Evaluation } from "./evaluate.js";
import { rankingQuality } from "./ranking.js";

/** Labels that a table tells of; of more, those with the most pictures. */
const MOST_ROWS = 200;

/** Name, pictures, precision, recall, F1, AUC and average precision of each label that occurs. */
export function perLabelRows({
  predictions: { labels, scores, truth },
  task,
  threshold,
}: Evaluation): (string | number)[][] {
  const counts = labels.map((): Counts => ({
    truePositives: 0,
    falsePositives: 0,
    falseNegatives: 0,
  }));
  scores.forEach((row, picture) => {
    const own = new Set(truth[picture]);
    const given = new Set(givenLabels(row, task, threshold));
    for (const label of given) {
      const count = counts[label];
      if (count) count[own.has(label) ? "truePositives" : "falsePositives"]++;
    }
    for (const label of own) {
      const count = counts[label];
      if (count && !given.has(label)) count.falseNegatives++;
    }
  });
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
