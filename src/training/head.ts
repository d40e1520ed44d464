/** A linear classification head: logits = weights · features + bias. */
export interface Head {
  /** [labelCount, featureCount] in row-major order */
  readonly weights: Float64Array;
  /** [labelCount] */
  readonly bias: Float64Array;
  readonly labelCount: number;
  readonly featureCount: number;
}

/**
 * Logits of any number of pictures.
 *
 * @param features [rows, featureCount] in row-major order
 * @returns [rows, labelCount] in row-major order
 */
export function headLogits(head: Head, features: Float32Array): Float64Array {
  const { weights, bias, labelCount, featureCount } = head;
  const rows = features.length / featureCount;
  const logits = new Float64Array(rows * labelCount);
  for (let row = 0; row < rows; row++) {
    const from = row * featureCount;
    for (let label = 0; label < labelCount; label++) {
      const weightsFrom = label * featureCount;
      let sum = bias[label] ?? 0;
      for (let i = 0; i < featureCount; i++) {
        sum += (weights[weightsFrom + i] ?? 0) * (features[from + i] ?? 0);
      }
      logits[row * labelCount + label] = sum;
    }
  }
  return logits;
}
