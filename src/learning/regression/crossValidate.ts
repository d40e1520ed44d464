import { DatasetError } from "../dataset/datasetError.js";
import { requireRows, rowsOf, toDesign, type Design, type Features } from "./design.js";
import { toFolds, type Fold } from "./folds.js";
import { headFitter } from "./headFitter.js";
import type { HeadLoss } from "./headLoss.js";
import { linearLogits } from "./linearObjective.js";

/** Ten values from 1e-4 to 1e4, evenly spaced by their logarithms, as in LogisticRegressionCV. */
export const STRENGTHS: readonly number[] = Array.from(
  { length: 10 },
  (_, i) => 1e-4 * 10 ** ((8 * i) / 9),
);

/** How heads with one strength judge held-out rows; means are weighted by the sample weights. */
export interface StrengthFigures {
  /** C */
  readonly strength: number;
  /**
   * Mean log loss without class weights and smoothing; for sigmoid, also the mean over labels. A
   * held-out row whose right answer does not occur in its fold's training rows is left out.
   */
  readonly logLoss: number;
  /** Share of right labels, 0 to 1; for sigmoid, of right decisions on a label. */
  readonly accuracy: number;
}

export interface CrossValidation {
  /** The C with the lowest log loss; the smallest one of equals. */
  readonly strength: number;
  /** In ascending order of C. */
  readonly figures: readonly StrengthFigures[];
}

/** Enough for figures with four digits. */
const TOLERANCES = { gradientTolerance: 1e-10, decreaseTolerance: 1e-8 };

/**
 * Chooses the strength of a head among {@link STRENGTHS} by k-fold cross-validation.
 *
 * @param heldOut the rows that each fold holds out; every row is in exactly one
 * @throws DatasetError where rows or folds do not fit, or no fold can judge any row
 */
export function crossValidate(
  features: Features,
  loss: HeadLoss,
  heldOut: readonly (readonly number[])[],
): CrossValidation {
  const design = toDesign(features);
  requireRows(design, loss.rows);
  const outcomes = STRENGTHS.map((strength): Outcome => {
    return {
      strength,
      logLosses: new Float64Array(design.rows),
      right: new Float64Array(design.rows),
    };
  });
  for (const fold of toFolds(heldOut, design.rows)) judgeFold(design, loss, fold, outcomes);

  const figures = outcomes.map((outcome) => toFigures(outcome, loss.sampleWeights));
  const judged = figures.filter(({ logLoss }) => !Number.isNaN(logLoss));
  const [best] = judged.toSorted((a, b) => a.logLoss - b.logLoss);
  if (!best)
    throw new DatasetError("Cross-validation needs labels that are on both sides of a fold");
  return { strength: best.strength, figures };
}

/**
 * Applies to each row the head of the fold that holds it out.
 *
 * @param heldOut the rows that each fold holds out; every row is in exactly one
 * @returns the logits of each row; undefined where its right answer does not occur in its fold's
 *   training rows
 * @throws DatasetError where rows or folds do not fit
 */
export function heldOutLogits(
  features: Features,
  loss: HeadLoss,
  heldOut: readonly (readonly number[])[],
  strength: number,
): (Float32Array | undefined)[] {
  const design = toDesign(features);
  requireRows(design, loss.rows);
  const { labelCount } = loss;
  const ofRows: (Float32Array | undefined)[] = Array.from({ length: design.rows });
  for (const fold of toFolds(heldOut, design.rows)) {
    const { training } = fold;
    const fitter = headFitter(rowsOf(design, training), loss, training, TOLERANCES);
    const judging = loss.on(training);
    const { point } = fitter.minimum(strength);
    const logits = linearLogits(rowsOf(design, fold.heldOut), point, labelCount);
    fold.heldOut.forEach((row, i) => {
      const at = i * labelCount;
      if (judging.judge(row, logits, at).logLoss === undefined) return;
      ofRows[row] = Float32Array.from(logits.subarray(at, at + labelCount));
    });
  }
  return ofRows;
}

/** How the heads with one strength judge each row while it is held out. */
interface Outcome {
  readonly strength: number;
  /** One for each row; NaN where the row is left out. */
  readonly logLosses: Float64Array;
  /** One for each row, 0 to 1. */
  readonly right: Float64Array;
}

/** Judges the fold's held-out rows for all strengths; each fit starts from the previous one. */
function judgeFold(
  design: Design,
  loss: HeadLoss,
  { training, heldOut }: Fold,
  outcomes: readonly Outcome[],
): void {
  const fitter = headFitter(rowsOf(design, training), loss, training, TOLERANCES);
  const judging = loss.on(training);
  const heldOutDesign = rowsOf(design, heldOut);
  const { labelCount } = loss;
  let start: Float64Array | undefined;
  for (const { strength, logLosses, right } of outcomes) {
    const { point } = fitter.minimum(strength, start);
    start = point;
    const logits = linearLogits(heldOutDesign, point, labelCount);
    heldOut.forEach((row, i) => {
      const judgement = judging.judge(row, logits, i * labelCount);
      logLosses[row] = judgement.logLoss ?? Number.NaN;
      right[row] = judgement.right;
    });
  }
}

function toFigures(
  { strength, logLosses, right }: Outcome,
  sampleWeights: Float64Array,
): StrengthFigures {
  const judged = sampleWeights.map((weight, row) => (Number.isNaN(logLosses[row]) ? 0 : weight));
  const losses = logLosses.map((loss) => (Number.isNaN(loss) ? 0 : loss));
  return {
    strength,
    logLoss: weightedMean(losses, judged),
    accuracy: weightedMean(right, sampleWeights),
  };
}

/** @returns NaN where no value has a weight */
function weightedMean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, i) => {
    const weight = weights[i] ?? 0;
    sum += weight * value;
    total += weight;
  });
  return sum / total;
}
