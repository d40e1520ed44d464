import { ClassifierError } from "../../errors.js";

/**
 * @param given one weight per row, or undefined where each is 1
 * @throws ClassifierError `InvalidRequest` where there are not as many as rows, one is negative or
 *   not finite, or all are 0
 */
export function toSampleWeights(given: ArrayLike<number> | undefined, rows: number): Float64Array {
  if (given === undefined) return new Float64Array(rows).fill(1);
  const weights = Float64Array.from(given);
  const areValid = weights.every((weight) => weight >= 0 && Number.isFinite(weight));
  if (weights.length !== rows || !areValid || !weights.some((weight) => weight > 0)) {
    throw new ClassifierError(
      "InvalidRequest",
      "Sample weights are one number from 0 for each row",
    );
  }
  return weights;
}
