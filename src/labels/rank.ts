import { toScores, type ScoreFunction } from "./scores.js";
import { topK } from "./topK.js";

/** One label of an answer, in the form of Azure ML and Hugging Face. */
export interface LabelScore {
  /** What is in the picture; null where the classifier is not sure of any label. */
  readonly label: string | null;
  /** A probability from 0 to 1, or a logit if the score function is `none`. */
  readonly score: number;
}

/** Default number of labels, as in Azure ML and Hugging Face. */
export const DEFAULT_TOP_K = 5;

/** Which labels to return. */
export interface LabelOptions {
  /** Maximum number of labels. */
  readonly topK?: number | undefined;
  /** Lowest score of a returned label. */
  readonly threshold?: number | undefined;
  readonly scoreFunction?: ScoreFunction | undefined;
  /** Names the most specific synset that is probable, and what is wider, instead of the best labels. */
  readonly rollup?: boolean | undefined;
  /** Names no label below its threshold. */
  readonly unsure?: boolean | undefined;
}

/**
 * The best labels of one picture, in descending order of score.
 *
 * @param labels one per logit, in the order of the model
 */
export function rank(
  logits: Float32Array,
  labels: readonly string[],
  scoreFunction: ScoreFunction,
  options: LabelOptions = {},
): LabelScore[] {
  return rankScores(toScores(logits, scoreFunction), labels, options);
}

/** As {@link rank}, of scores. */
export function rankScores(
  scores: Float64Array,
  labels: readonly string[],
  { topK: count = DEFAULT_TOP_K, threshold = Number.NEGATIVE_INFINITY }: LabelOptions,
): LabelScore[] {
  return topK(scores, count)
    .map((index) => ({ label: labels[index] ?? `LABEL_${index}`, score: scores[index] ?? 0 }))
    .filter(({ score }) => score >= threshold);
}
