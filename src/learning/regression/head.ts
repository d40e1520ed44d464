/** A linear classifier on pooled features: logits = weights · features + bias. */
export interface Head {
  /** [labelCount, featureCount] in row-major order */
  readonly weights: Float64Array;
  /** [labelCount] */
  readonly bias: Float64Array;
  readonly labelCount: number;
  readonly featureCount: number;
}
