/** What a model said of labelled pictures, and what is true of them. */
export interface Predictions {
  /** Names of all labels, in the order of the scores. */
  readonly labels: readonly string[];
  /** Of each picture, a probability for each label. */
  readonly scores: readonly ArrayLike<number>[];
  /** Of each picture, the indices of its labels: exactly one where the task is single-label. */
  readonly truth: readonly (readonly number[])[];
}

/** A metric by Azure ML's name; null where it is not defined for these pictures. */
export type Metrics = Record<string, number | null>;

/** The label with the highest score; the first of several. */
export function bestLabel(scores: ArrayLike<number>): number {
  let best = 0;
  for (let label = 1; label < scores.length; label++) {
    if ((scores[label] ?? 0) > (scores[best] ?? 0)) best = label;
  }
  return best;
}
