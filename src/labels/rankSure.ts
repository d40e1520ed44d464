import { rankScores, type LabelOptions, type LabelScore } from "./rank.js";
import { toScores } from "./scores.js";
import { topK } from "./topK.js";

/**
 * The labels of one picture that a classifier is sure of. With softmax, where a picture has one label,
 * the best one must reach its threshold; the others follow as usual. With sigmoid, only labels that
 * reach theirs are named.
 *
 * @param labels one per logit, in the order of the model
 * @param thresholds one per label, 0 to 1; Infinity: never
 * @returns one item without a label, with the best score, where it is sure of none
 */
export function rankSure(
  logits: Float32Array,
  labels: readonly string[],
  thresholds: readonly number[],
  scoreFunction: "softmax" | "sigmoid",
  options: LabelOptions = {},
): LabelScore[] {
  const scores = toScores(logits, scoreFunction);
  const isSure = (label: number): boolean =>
    (scores[label] ?? 0) >= (thresholds[label] ?? Number.POSITIVE_INFINITY);
  const [best = 0] = topK(scores, 1);
  const candidates = scoreFunction === "softmax" ? [best] : [...labels.keys()];
  if (!candidates.some(isSure)) return [{ label: null, score: scores[best] ?? 0 }];
  if (scoreFunction === "softmax") return rankScores(scores, labels, options);
  const sure = scores.map((score, label) => (isSure(label) ? score : -1));
  return rankScores(sure, labels, { ...options, threshold: options.threshold ?? 0 });
}
