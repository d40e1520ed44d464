import { toScores, type ScoreFunction } from "./scores.js";
import { topK } from "./topK.js";

/** One label of an answer, as Azure ML and Hugging Face spell it. */
export interface LabelScore {
  readonly label: string;
  /** A probability from 0 to 1, or a logit where the score function is `none`. */
  readonly score: number;
}

/** Labels that are named when nobody says how many, as Azure ML and Hugging Face do. */
const DEFAULT_TOP_K = 5;

/** Which labels are named. */
export interface LabelOptions {
  /** How many; capped at the number of labels. */
  readonly topK?: number | undefined;
  /** Labels with a lower score are left out. */
  readonly threshold?: number | undefined;
  readonly scoreFunction?: ScoreFunction | undefined;
}

/**
 * The best labels of one picture, in descending order of score.
 *
 * @param labels as many as there are logits, in the model's order
 */
export function rank(
  logits: Float32Array,
  labels: readonly string[],
  scoreFunction: ScoreFunction,
  { topK: count = DEFAULT_TOP_K, threshold = Number.NEGATIVE_INFINITY }: LabelOptions = {},
): LabelScore[] {
  const scores = toScores(logits, scoreFunction);
  return topK(scores, count)
    .map((index) => ({ label: labels[index] ?? `LABEL_${index}`, score: scores[index] ?? 0 }))
    .filter(({ score }) => score >= threshold);
}
