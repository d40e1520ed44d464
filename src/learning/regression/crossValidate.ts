import { ClassifierError } from "../../errors.js";
import { requireRows, rowsOf, toDesign, type Design, type Features } from "./design.js";
import { toSplits, type Split } from "./folds.js";
import { headFitter } from "./headFitter.js";
import type { HeadLoss } from "./headLoss.js";
import { linearLogits } from "./linearObjective.js";

/** Ten values from 1e-4 to 1e4, evenly spaced by their logarithms, as of LogisticRegressionCV. */
export const STRENGTHS: readonly number[] = Array.from(
  { length: 10 },
  (_, i) => 1e-4 * 10 ** ((8 * i) / 9),
);

export interface CrossValidationOptions {
  /** Values of C, each above 0; {@link STRENGTHS} by default. */
  readonly strengths?: readonly number[] | undefined;
  /**
   * The group of each row, by default its own index: augmented views of a picture have the same
   * group, so that none is trained on while another is held out.
   */
  readonly groups?: Int32Array | undefined;
}

/** How heads with one strength judge held-out rows; means by sample weight. */
export interface StrengthFigures {
  /** C */
  readonly strength: number;
  /**
   * Mean log loss, without class weights and smoothing (sigmoid: mean over the labels, too). Where
   * the training part of a fold lacked the right answer, a held-out row does not count here.
   */
  readonly logLoss: number;
  /** Share of right labels, 0 to 1; sigmoid: of right decisions on a label. */
  readonly accuracy: number;
}

export interface CrossValidation {
  /** The C with the least log loss; the smallest of equals. */
  readonly strength: number;
  /** In ascending order of C. */
  readonly figures: readonly StrengthFigures[];
  /** [rows, labelCount]: logits of each row with the chosen C, by the head that did not see it */
  readonly logits: Float64Array;
}

/** Figures with four digits need no more. */
const TOLERANCES = { gradientTolerance: 1e-10, decreaseTolerance: 1e-8 };

/**
 * Chooses the strength of a head by k-fold cross-validation.
 *
 * @param folds the groups that each fold holds out; every group is in exactly one
 * @throws ClassifierError `InvalidRequest` where rows, folds or strengths are not as described, or
 *   no fold can judge any row
 */
export function crossValidate(
  features: Features,
  loss: HeadLoss,
  folds: readonly (readonly number[])[],
  { strengths = STRENGTHS, groups }: CrossValidationOptions = {},
): CrossValidation {
  const design = toDesign(features);
  requireRows(design, loss.rows);
  const ascending = strengths.toSorted((a, b) => a - b);
  const groupOfRow = groups ?? Int32Array.from({ length: design.rows }, (_, row) => row);
  requireRows(design, groupOfRow.length);

  const outcomes = ascending.map((strength): Outcome => {
    return {
      strength,
      logits: new Float64Array(design.rows * loss.labelCount),
      logLosses: new Float64Array(design.rows),
      right: new Float64Array(design.rows),
    };
  });
  for (const split of toSplits(folds, groupOfRow)) holdOut(design, loss, split, outcomes);

  const figures = outcomes.map((outcome) => toFigures(outcome, loss.sampleWeights));
  const best = figures.reduce((best, { logLoss }, i) => {
    return logLoss < (figures[best]?.logLoss ?? 0) ? i : best;
  }, 0);
  const { strength, logits } = outcomes[best] ?? {};
  if (strength === undefined || logits === undefined || Number.isNaN(figures[best]?.logLoss)) {
    throw new ClassifierError(
      "InvalidRequest",
      "Cross-validation needs a strength, and labels that are on both sides of a fold",
    );
  }
  return { strength, figures, logits };
}

/** What the heads with one strength make of the rows that they did not see. */
interface Outcome {
  readonly strength: number;
  /** [rows, labelCount] */
  readonly logits: Float64Array;
  /** Of each row; NaN where there is none. */
  readonly logLosses: Float64Array;
  /** Of each row, 0 to 1. */
  readonly right: Float64Array;
}

/** Fills the held-out rows of all outcomes, each fit starting from its neighbour's. */
function holdOut(
  design: Design,
  loss: HeadLoss,
  { training, heldOut }: Split,
  outcomes: readonly Outcome[],
): void {
  const fitter = headFitter(rowsOf(design, training), loss, training, TOLERANCES);
  const judging = loss.on(training);
  const heldOutDesign = rowsOf(design, heldOut);
  const { labelCount } = loss;
  let start: Float64Array | undefined;
  for (const { strength, logits, logLosses, right } of outcomes) {
    const { point } = fitter.minimum(strength, start);
    start = point;
    const found = linearLogits(heldOutDesign, point, labelCount);
    heldOut.forEach((row, i) => {
      const judgement = judging.judge(row, found, i * labelCount);
      logLosses[row] = judgement.logLoss ?? Number.NaN;
      right[row] = judgement.right;
      logits.set(found.subarray(i * labelCount, (i + 1) * labelCount), row * labelCount);
    });
  }
}

function toFigures(
  { strength, logLosses, right }: Outcome,
  sampleWeights: Float64Array,
): StrengthFigures {
  const judged = sampleWeights.map((weight, row) => (Number.isNaN(logLosses[row]) ? 0 : weight));
  return {
    strength,
    logLoss: weightedMean(
      logLosses.map((loss) => (Number.isNaN(loss) ? 0 : loss)),
      judged,
    ),
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
