/**
 * The outputs that a model may have besides its logits, by name. The mean of `feature_map` over its
 * cells is `features`, so what a linear classifier says of each cell adds up to what it says of the
 * picture.
 */
export const outputNames = {
  /** float32 [batch, width]: what the classifier reads, and what heads read. */
  features: "features",
  /** float32 [batch, width, rows, columns]: the same for each cell of the picture. */
  featureMap: "feature_map",
  /** float32 [batch, rows, columns]: the part of each cell in the best logit, without bias. */
  classMap: "class_map",
} as const;
