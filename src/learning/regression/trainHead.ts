import { requireRows, toDesign, toFeatureWeights, type Design, type Features } from "./design.js";
import type { Head } from "./head.js";
import { headFitter } from "./headFitter.js";
import type { HeadLoss } from "./headLoss.js";

/** Keeps the objective within 1e-8 of its optimum, relatively. */
const TOLERANCES = { gradientTolerance: 1e-10, decreaseTolerance: 1e-11 };

/**
 * Trains a head to the optimum of its convex objective: the sum of the rows' weighted losses, plus
 * half the squared norm of the weights divided by C.
 *
 * @param strength C as in scikit-learn, above 0; a larger C penalises the weights less
 * @throws DatasetError where the rows do not fit or C is not above 0
 */
export function trainHead(features: Features, loss: HeadLoss, strength: number): Head {
  const design = toDesign(features);
  requireRows(design, loss.rows);
  const rows = Int32Array.from({ length: design.rows }, (_, row) => row);
  const fitter = headFitter(design, loss, rows, TOLERANCES);
  return toHead(design, loss.labelCount, fitter.minimum(strength).point);
}

function toHead(design: Design, labelCount: number, parameters: Float64Array): Head {
  const { columns } = design;
  const featureCount = design.means.length;
  const weights = new Float64Array(labelCount * featureCount);
  const bias = new Float64Array(labelCount);
  for (let label = 0; label < labelCount; label++) {
    const ofLabel = parameters.subarray(label * columns, (label + 1) * columns);
    const forFeatures = toFeatureWeights(design, ofLabel);
    weights.set(forFeatures.weights, label * featureCount);
    bias[label] = forFeatures.bias;
  }
  return { weights, bias, labelCount, featureCount };
}
