/** How well scores rank the pictures of a label above all others; null where it is not defined. */
export interface RankingQuality {
  /** Area under the ROC curve: the share of pairs that are in the right order, ties counting half. */
  readonly auc: number | null;
  /** Average precision: the mean of the precision at each positive, as scikit-learn defines it. */
  readonly averagePrecision: number | null;
}

/**
 * Computes both figures in memory proportional to the positives, however many negatives there are: a
 * binary search counts each negative between the scores of the positives.
 *
 * Source: scikit-learn's `roc_auc_score` and `average_precision_score`.
 *
 * @param positives scores of the pictures that have the label
 * @param negatives scores of all others
 */
export function rankingQuality(
  positives: readonly number[],
  negatives: Iterable<number>,
): RankingQuality {
  const sorted = Float64Array.from(positives).toSorted();
  const thresholds = sorted.filter((score, i) => i === 0 || score !== sorted[i - 1]);
  /** Negatives with exactly the threshold's score, and between it and the one below. */
  const equal = new Float64Array(thresholds.length);
  const below = new Float64Array(thresholds.length + 1);
  let count = 0;
  for (const score of negatives) {
    const at = lowerBound(thresholds, score);
    if (thresholds[at] === score) equal[at] = (equal[at] ?? 0) + 1;
    else below[at] = (below[at] ?? 0) + 1;
    count++;
  }
  const total = sorted.length;
  let order = 0;
  let precision = 0;
  let hits = 0;
  let misses = below[thresholds.length] ?? 0;
  let end = total;
  for (let i = thresholds.length - 1; i >= 0; i--) {
    const begin = lowerBound(sorted, thresholds[i] ?? 0);
    const here = end - begin;
    const ties = equal[i] ?? 0;
    hits += here;
    order += here * (count - misses - ties / 2);
    misses += ties;
    precision += (here / total) * (hits / (hits + misses));
    misses += below[i] ?? 0;
    end = begin;
  }
  return {
    auc: total > 0 && count > 0 ? order / (total * count) : null,
    averagePrecision: total > 0 ? precision : null,
  };
}

/** A point of a curve, both from 0 to 1. */
export type Point = readonly [x: number, y: number];

/**
 * Makes the ROC curve (false against true positive rate) and the precision-recall curve of one label.
 *
 * @param scores of all pictures
 * @param isPositive whether each has the label
 */
export function curves(
  scores: ArrayLike<number>,
  isPositive: (picture: number) => boolean,
): { roc: Point[]; precisionRecall: Point[] } {
  const order = Array.from(scores, (_, i) => i).toSorted(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0),
  );
  const positives = order.filter((i) => isPositive(i)).length;
  const negatives = order.length - positives;
  const roc: Point[] = [[0, 0]];
  const precisionRecall: Point[] = [];
  let hits = 0;
  let misses = 0;
  order.forEach((picture, i) => {
    if (isPositive(picture)) hits++;
    else misses++;
    if (scores[picture] === scores[order[i + 1] ?? -1]) return;
    if (positives > 0) precisionRecall.push([hits / positives, hits / (hits + misses)]);
    if (positives > 0 && negatives > 0) roc.push([misses / negatives, hits / positives]);
  });
  return { roc, precisionRecall };
}

/** Counts the ascending values that are smaller than this one. */
export function lowerBound(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
