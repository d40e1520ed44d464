import { requireRows, toDesign, toFeatureWeights, type Design, type Features } from "./design.js";
import type { Head } from "./head.js";
import { headFitter } from "./headFitter.js";
import type { HeadLoss } from "./headLoss.js";

export interface TrainedHead {
  readonly head: Head;
  /** Sum of the rows' weighted losses, plus half the squared norm of the weights over C. */
  readonly objective: number;
  readonly iterations: number;
}

/** They leave the objective within 1e-8 of its optimum, relatively, with digits to spare. */
const TOLERANCES = { gradientTolerance: 1e-10, decreaseTolerance: 1e-11 };

/**
 * Trains a head to the optimum of its convex objective.
 *
 * @param strength C, the inverse of the penalty's factor, more than 0: the larger, the freer the
 *   weights, as in scikit-learn
 * @throws ClassifierError `InvalidRequest` where rows do not fit or C is not above 0
 */
export function trainHead(features: Features, loss: HeadLoss, strength: number): TrainedHead {
  const design = toDesign(features);
  requireRows(design, loss.rows);
  const rows = Int32Array.from({ length: design.rows }, (_, row) => row);
  const fitter = headFitter(design, loss, rows, TOLERANCES);
  const { point, value, iterations } = fitter.minimum(strength);
  const head = toHead(design, loss.labelCount, point);
  return { head, objective: value / fitter.scale, iterations };
}

function toHead(design: Design, labelCount: number, parameters: Float64Array): Head {
  const { columns, featureCount } = design;
  const weights = new Float64Array(labelCount * featureCount);
  const bias = new Float64Array(labelCount);
  for (let label = 0; label < labelCount; label++) {
    const ofLabel = parameters.subarray(label * columns, (label + 1) * columns);
    weights.set(toFeatureWeights(design, ofLabel), label * featureCount);
    bias[label] = ofLabel[columns - 1] ?? 0;
  }
  return { weights, bias, labelCount, featureCount };
}
