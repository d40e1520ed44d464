/** How often one label was given rightly, wrongly, and not although it should have been. */
export interface Counts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

/** Pictures that have the label. */
export const support = ({ truePositives, falseNegatives }: Counts): number =>
  truePositives + falseNegatives;

/** Each is 0 where it would be 0 / 0, as scikit-learn's `zero_division` has it. */
export const precision = ({ truePositives, falsePositives }: Counts): number =>
  ratio(truePositives, truePositives + falsePositives);

export const recall = (counts: Counts): number => ratio(counts.truePositives, support(counts));

export const f1 = ({ truePositives, falsePositives, falseNegatives }: Counts): number =>
  ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);

/** Intersection over union, the Jaccard index. */
export const iou = ({ truePositives, falsePositives, falseNegatives }: Counts): number =>
  ratio(truePositives, truePositives + falsePositives + falseNegatives);

/** Averages of one figure over labels, by Azure ML's endings. */
export interface Averages {
  /** The plain mean. */
  readonly macro: number;
  /** Of all labels' counts together. */
  readonly micro: number;
  /** The mean weighted by each label's support. */
  readonly weighted: number;
}

/** @param counts of each label that takes part */
export function average(counts: readonly Counts[], figure: (counts: Counts) => number): Averages {
  const all: Counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
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

export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
