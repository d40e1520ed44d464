import { DatasetError } from "../dataset/datasetError.js";

/**
 * Checks the weights of rows.
 *
 * @param given one weight per row; 1 each by default
 * @throws DatasetError where a weight is missing, negative or not finite, or all are 0
 */
export function toSampleWeights(given: ArrayLike<number> | undefined, rows: number): Float64Array {
  if (given === undefined) return new Float64Array(rows).fill(1);
  const weights = Float64Array.from(given);
  const areValid = weights.every((weight) => weight >= 0 && Number.isFinite(weight));
  if (weights.length !== rows || !areValid || !weights.some((weight) => weight > 0)) {
    throw new DatasetError("Sample weights are one number from 0 for each row");
  }
  return weights;
}
