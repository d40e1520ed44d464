/** How two models differ on the same pictures. */
export interface McNemar {
  /** Pictures that only the first model labels right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Two-sided probability of such a difference between equally good models. */
  readonly pValue: number;
}

/** Below this many differing pictures, the distribution is summed exactly. */
const FEW = 1000;

/**
 * McNemar's test of two models on the same pictures: exact (binomial) where the models differ on few
 * pictures, else by the normal distribution with continuity correction.
 *
 * Source: McNemar 1947; Edwards 1948 for the correction.
 *
 * @param first whether the first model was right, for each picture
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): McNemar {
  const onlyFirst = first.filter((right, i) => right && !second[i]).length;
  const onlySecond = first.filter((right, i) => !right && second[i]).length;
  const apart = onlyFirst + onlySecond;
  const pValue =
    apart < FEW
      ? Math.min(1, 2 * binomialTail(Math.min(onlyFirst, onlySecond), apart))
      : normalTails(Math.max(0, Math.abs(onlyFirst - onlySecond) - 1) / Math.sqrt(apart));
  return { onlyFirst, onlySecond, pValue };
}

/** Probability of at most `most` heads of `count` fair coins. */
function binomialTail(most: number, count: number): number {
  // By logarithms, because 2^-count underflows.
  let logTerm = -count * Math.LN2;
  let sum = 0;
  for (let k = 0; k <= most; k++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((count - k) / (k + 1));
  }
  return sum;
}

/**
 * Computes the probability that a standard normal variable is at least `z` away from 0.
 *
 * Source: Abramowitz and Stegun, the continued fraction of erfc (7.1.14) for large values and the
 * series of erf (7.1.6) for small ones.
 */
function normalTails(z: number): number {
  const x = z / Math.SQRT2;
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let k = 200; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
