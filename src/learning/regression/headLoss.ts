/** The loss that training minimises, without the penalty of the weights. */
export interface HeadLoss {
  readonly rows: number;
  readonly labelCount: number;
  /** Weight of each row, in training and in every mean over rows. */
  readonly sampleWeights: Float64Array;
  /** Multiplies the penalty of the weights. */
  readonly penaltyFactor: number;
  /**
   * Restricts the loss to some rows; balanced class weights depend on them.
   *
   * @param rows indices of the rows
   */
  on(rows: Int32Array): TrainingLoss;
}

export interface TrainingLoss {
  /**
   * Computes the weighted loss of one row and replaces its logits by the derivatives of the loss.
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
   * Log loss without class weights or smoothing. Undefined where the training rows have no example of
   * the right answer: such a loss is unbounded and says nothing about the strength.
   */
  readonly logLoss: number | undefined;
  /** Share of the answers that are right, 0 to 1. */
  readonly right: number;
}
