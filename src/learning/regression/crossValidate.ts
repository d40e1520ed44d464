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

/** The logits of each row from the head of the fold that holds it out. */
export type HeldOutLogits = (Float32Array | undefined)[];

export interface CrossValidation {
  /** The C with the lowest log loss; the smallest one of equals. */
  readonly strength: number;
  /** Those of the chosen C; undefined where the row is left out. */
  readonly logits: HeldOutLogits;
  /** In ascending order of C, up to where the log loss has clearly risen. */
  readonly figures: readonly StrengthFigures[];
}

/** Enough for figures with four digits. */
const TOLERANCES = { gradientTolerance: 1e-10, decreaseTolerance: 1e-7 };

/** Log losses above the lowest one by this factor are clearly worse; two in a row end the path. */
const CLEARLY_WORSE = 1.1;

/**
 * Chooses the strength of a head among {@link STRENGTHS} by k-fold cross-validation. Where labels
 * overlap, large strengths overfit and take the most iterations, so they are not tried.
 *
 * @param heldOut the rows that each fold holds out; every row is in exactly one
 * @throws DatasetError where rows or folds do not fit, or no fold can judge any row
 */
export function crossValidate(
  features: Features,
  loss: HeadLoss,
  heldOut: readonly (readonly number[])[],
): CrossValidation {
  const paths = toPaths(features, loss, heldOut);
  const figures: StrengthFigures[] = [];
  let best: (StrengthFigures & { readonly logits: HeldOutLogits }) | undefined;
  for (const strength of STRENGTHS) {
    const outcome = judgeRows(paths, loss, strength);
    const figure = { strength, ...toFigures(outcome, loss.sampleWeights) };
    figures.push(figure);
    const lowest = best?.logLoss ?? Number.POSITIVE_INFINITY;
    if (figure.logLoss < lowest) best = { ...figure, logits: outcome.logits };
    if (figures.slice(-2).every(({ logLoss }) => logLoss > CLEARLY_WORSE * lowest)) break;
  }
  if (!best)
    throw new DatasetError("Cross-validation needs labels that are on both sides of a fold");
  return { strength: best.strength, logits: best.logits, figures };
}

/**
 * Applies to each row the head of the fold that holds it out.
 *
 * @param heldOut the rows that each fold holds out; every row is in exactly one
 * @returns undefined where a row's right answer does not occur in its fold's training rows
 * @throws DatasetError where rows or folds do not fit
 */
export function heldOutLogits(
  features: Features,
  loss: HeadLoss,
  heldOut: readonly (readonly number[])[],
  strength: number,
): HeldOutLogits {
  return judgeRows(toPaths(features, loss, heldOut), loss, strength).logits;
}

/** How the heads with one strength judge each row while it is held out. */
interface Outcome {
  /** One for each row; undefined where the row is left out. */
  readonly logits: HeldOutLogits;
  /** One for each row; NaN where the row is left out. */
  readonly logLosses: Float64Array;
  /** One for each row, 0 to 1. */
  readonly right: Float64Array;
}

/** Trains a fold's heads with one strength after another, and judges its held-out rows. */
type FoldPath = (strength: number, outcome: Outcome) => void;

function toPaths(
  features: Features,
  loss: HeadLoss,
  heldOut: readonly (readonly number[])[],
): FoldPath[] {
  const design = toDesign(features);
  requireRows(design, loss.rows);
  return toFolds(heldOut, design.rows).map((fold) => toPath(design, loss, fold));
}

function toPath(design: Design, loss: HeadLoss, { training, heldOut }: Fold): FoldPath {
  const fitter = headFitter(rowsOf(design, training), loss, training, TOLERANCES);
  const judging = loss.on(training);
  const heldOutDesign = rowsOf(design, heldOut);
  const { labelCount } = loss;
  let last: Float64Array | undefined;
  let start: Float64Array | undefined;
  return (strength, { logits, logLosses, right }) => {
    const { point } = fitter.minimum(strength, start);
    start = last === undefined ? point : extrapolate(last, point);
    last = point;
    const ofHeldOut = linearLogits(heldOutDesign, point, labelCount);
    heldOut.forEach((row, i) => {
      const at = i * labelCount;
      const judgement = judging.judge(row, ofHeldOut, at);
      logLosses[row] = judgement.logLoss ?? Number.NaN;
      right[row] = judgement.right;
      if (judgement.logLoss === undefined) return;
      logits[row] = Float32Array.from(ofHeldOut.subarray(at, at + labelCount));
    });
  };
}

/**
 * Goes one more step of the same size. Strengths are evenly spaced by their logarithms, and so are,
 * nearly, their optima: this start needs less than half the iterations that the last optimum needs.
 */
function extrapolate(last: Float64Array, point: Float64Array): Float64Array {
  return point.map((value, i) => 2 * value - (last[i] ?? 0));
}

function judgeRows(paths: readonly FoldPath[], { rows }: HeadLoss, strength: number): Outcome {
  const outcome: Outcome = {
    logits: Array.from({ length: rows }),
    logLosses: new Float64Array(rows),
    right: new Float64Array(rows),
  };
  for (const judge of paths) judge(strength, outcome);
  return outcome;
}

function toFigures(
  { logLosses, right }: Outcome,
  sampleWeights: Float64Array,
): Omit<StrengthFigures, "strength"> {
  const judged = sampleWeights.map((weight, row) => (Number.isNaN(logLosses[row]) ? 0 : weight));
  const losses = logLosses.map((loss) => (Number.isNaN(loss) ? 0 : loss));
  return {
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
