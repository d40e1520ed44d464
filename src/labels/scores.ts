/** Functions from logits to scores, by their names at Hugging Face. */
export const scoreFunctions = ["softmax", "sigmoid", "none"] as const;
export type ScoreFunction = (typeof scoreFunctions)[number];

/**
 * Computes the scores of one picture.
 *
 * @param logits one finite or infinite value per label
 * @returns one value per label: probabilities that sum to 1 (softmax), independent probabilities
 *   (sigmoid), or the logits (none)
 */
export function toScores(logits: Float32Array, scoreFunction: ScoreFunction): Float64Array {
  switch (scoreFunction) {
    case "softmax":
      return softmax(logits);
    case "sigmoid":
      return Float64Array.from(logits, sigmoid);
    case "none":
      return Float64Array.from(logits);
  }
}

/** exp(x - max) cannot overflow. The term of the largest logit is 1, so the sum is never 0. */
function softmax(logits: Float32Array): Float64Array {
  let max = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > max) max = logit;
  // Plain loops: with 21,841 labels, Float64Array.from and a callback take eight times as long.
  const scores = new Float64Array(logits.length);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = Math.exp((logits[i] ?? 0) - max);
    scores[i] = score;
    sum += score;
  }
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] ?? 0) / sum;
  return scores;
}

/** Both branches keep the exponent negative, so nothing overflows or loses precision. */
function sigmoid(logit: number): number {
  if (logit >= 0) return 1 / (1 + Math.exp(-logit));
  const exp = Math.exp(logit);
  return exp / (1 + exp);
}
