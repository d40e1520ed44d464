/** A model's scores for pictures whose labels are known. */
export interface ScoredPictures {
  /** Names of all labels, in the order of the scores. */
  readonly labels: readonly string[];
  /** For each picture, a probability for each label. */
  readonly scores: readonly ArrayLike<number>[];
  /** For each picture, the indices of its labels: exactly one where the task is single-label. */
  readonly truth: readonly (readonly number[])[];
}

/** Metrics by Azure ML's names; null where one is not defined for these pictures. */
export type Metrics = Record<string, number | null>;

/** Turns the labels of each picture into their indices among the labels of a model. */
export function toTruth(
  pictures: readonly (readonly string[])[],
  labels: readonly string[],
): number[][] {
  const index = new Map(labels.map((label, i) => [label, i]));
  return pictures.map((own) => own.flatMap((label) => index.get(label) ?? []));
}

/** Finds the label with the highest score; the first of equals. */
export function bestLabel(scores: ArrayLike<number>): number {
  let best = 0;
  for (let label = 1; label < scores.length; label++) {
    if ((scores[label] ?? 0) > (scores[best] ?? 0)) best = label;
  }
  return best;
}
