import { toScores, type ScoreFunction } from "./scores.js";
import { topK } from "./topK.js";

/** One label of an answer, as Azure ML and Hugging Face spell it. */
export interface LabelScore {
  readonly label: string;
  /** A probability from 0 to 1, or a logit where the score function is `none`. */
  readonly score: number;
}

/**
 * The best labels of one picture, in descending order of score.
 *
 * @param labels as many as there are logits, in the model's order
 * @param count how many to name; capped at the number of labels
 */
export function rank(
  logits: Float32Array,
  labels: readonly string[],
  scoreFunction: ScoreFunction,
  count: number,
): LabelScore[] {
  const scores = toScores(logits, scoreFunction);
  return topK(scores, count).map((index) => ({
    label: labels[index] ?? `LABEL_${index}`,
    score: scores[index] ?? 0,
  }));
}
