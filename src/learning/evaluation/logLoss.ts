/** float64's epsilon, to which scikit-learn clips probabilities before their logarithm. */
const EPSILON = 2 ** -52;

/** Computes the log loss of one answer from the probability that the model gave it. */
export function logLossOf(probability: number): number {
  return -Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, probability)));
}
