/** What a head is trained to make small, besides the norm of its weights. */
export interface HeadLoss {
  readonly rows: number;
  readonly labelCount: number;
  /** Weight of each row, in training and in every mean over rows. */
  readonly sampleWeights: Float64Array;
  /** Multiplies the penalty of the weights. */
  readonly penaltyFactor: number;
  /**
   * The loss of training on some of the rows, which balanced class weights depend on.
   *
   * @param rows indices of the rows
   */
  on(rows: Int32Array): TrainingLoss;
}

export interface TrainingLoss {
  /**
   * Weighted loss of one of the rows. Replaces its logits by the loss's derivatives.
   *
   * @param index into the rows of training
   * @param logits those of the row start at index `at`
   */
  evaluate(index: number, logits: Float64Array, at: number): number;
  /** Second derivative of the weighted loss of one of the rows by a logit, as a mean over logits. */
  curvature(index: number, logits: Float64Array, at: number): number;
  /** Judges the prediction for any row, of training or held out. */
  judge(row: number, logits: Float64Array, at: number): Judgement;
}

export interface Judgement {
  /**
   * Log loss without class weights or smoothing. Undefined where training had no example of the
   * right answer: such a loss has no lower bound and tells nothing about the strength.
   */
  readonly logLoss: number | undefined;
  /** Share of the answers that are right, 0 to 1. */
  readonly right: number;
}
