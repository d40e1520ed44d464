/** Counts of one label over all pictures. */
export interface Counts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

const zero: Counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };

/**
 * Counts the labels of all pictures.
 *
 * @param given for each picture, the labels that the model gives
 * @param truth for each picture, the labels that it has
 * @returns the counts of each label
 */
export function countLabels(
  labelCount: number,
  given: readonly (readonly number[])[],
  truth: readonly (readonly number[])[],
): Counts[] {
  const counts = Array.from({ length: labelCount }, () => ({ ...zero }));
  given.forEach((labels, picture) => {
    const own = new Set(truth[picture]);
    for (const label of labels) {
      const each = counts[label];
      if (each) each[own.delete(label) ? "truePositives" : "falsePositives"]++;
    }
    for (const label of own) {
      const each = counts[label];
      if (each) each.falseNegatives++;
    }
  });
  return counts;
}

/** Number of pictures that have the label. */
export const support = ({ truePositives, falseNegatives }: Counts): number =>
  truePositives + falseNegatives;

/** This and the figures below are 0 where they would be 0 / 0, as with `zero_division=0`. */
export const precision = ({ truePositives, falsePositives }: Counts): number =>
  ratio(truePositives, truePositives + falsePositives);

export const recall = (counts: Counts): number => ratio(counts.truePositives, support(counts));

export const f1 = ({ truePositives, falsePositives, falseNegatives }: Counts): number =>
  ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);

/** Intersection over union, the Jaccard index. */
export const iou = ({ truePositives, falsePositives, falseNegatives }: Counts): number =>
  ratio(truePositives, truePositives + falsePositives + falseNegatives);

/** Averages of one figure over labels, named as in Azure ML's metrics. */
export interface Averages {
  /** The plain mean. */
  readonly macro: number;
  /** The figure of all labels' counts together. */
  readonly micro: number;
  /** The mean weighted by each label's support. */
  readonly weighted: number;
}

/** @param counts of each label that takes part */
export function average(counts: readonly Counts[], figure: (counts: Counts) => number): Averages {
  const all = { ...zero };
  let sum = 0;
  let weighted = 0;
  for (const each of counts) {
    all.truePositives += each.truePositives;
    all.falsePositives += each.falsePositives;
    all.falseNegatives += each.falseNegatives;
    sum += figure(each);
    weighted += figure(each) * support(each);
  }
  return {
    macro: ratio(sum, counts.length),
    micro: figure(all),
    weighted: ratio(weighted, support(all)),
  };
}

/** @returns 0 for 0 / 0 */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
