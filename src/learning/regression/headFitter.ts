import { ClassifierError } from "../../errors.js";
import { curvatureMatrix, preconditioner } from "./curvature.js";
import type { Design } from "./design.js";
import type { HeadLoss } from "./headLoss.js";
import { minimize, type Minimum } from "./lbfgs.js";
import { linearLogits, linearObjective, paddedOutputs } from "./linearObjective.js";

/** When a fit is good enough, for the mean loss of a row; see `LbfgsOptions`. */
export interface Tolerances {
  readonly gradientTolerance: number;
  readonly decreaseTolerance: number;
}

/** Training on the same rows with one strength after the other. */
export interface HeadFitter {
  /** What the value of a minimum is multiplied with: 1 / sum of the sample weights. */
  readonly scale: number;
  /**
   * @param strength C, as `trainHead` takes it
   * @param start parameters, as of a neighbouring strength; by default zeros
   * @throws ClassifierError `InvalidRequest` where C is not above 0
   */
  minimum(strength: number, start?: Float64Array): Minimum;
}

const MAX_ITERATIONS = 1000;

/** Iterations after which the curvature is taken anew; measured to be fast from 5 to 100 labels. */
const LAP = 40;

/** Rows whose answers are all but certain still count this much in the preconditioner. */
const LEAST_CURVATURE = 1e-8;

/**
 * @param design of the rows of training only
 * @param rows their indices in the loss
 * @throws ClassifierError `InvalidRequest` where none of the rows has a weight
 */
export function headFitter(
  design: Design,
  loss: HeadLoss,
  rows: Int32Array,
  tolerances: Tolerances,
): HeadFitter {
  const { columns } = design;
  const { labelCount } = loss;
  const totalWeight = rows.reduce((sum, row) => sum + (loss.sampleWeights[row] ?? 0), 0);
  if (totalWeight === 0) {
    throw new ClassifierError("InvalidRequest", "There are no rows with a weight to train on");
  }
  const scale = 1 / totalWeight;
  const training = loss.on(rows);
  const zeros = new Float64Array(paddedOutputs(labelCount) * columns);
  const least = (LEAST_CURVATURE * totalWeight) / rows.length;

  const curvatureAt = (parameters: Float64Array): Float64Array => {
    const logits = linearLogits(design, parameters, labelCount);
    const curvatures = Float64Array.from(rows, (_, index) =>
      Math.max(least, training.curvature(index, logits, index * labelCount)),
    );
    return curvatureMatrix(design, curvatures);
  };
  let curvature: Float64Array | undefined;
  return {
    scale,
    minimum: (strength, start = zeros) => {
      requireStrength(strength);
      const penalty = loss.penaltyFactor / strength;
      const objective = linearObjective(design, training, labelCount, penalty, scale);
      curvature ??= curvatureAt(start);
      let point = start;
      for (let done = 0; ; curvature = curvatureAt(point)) {
        const precondition = preconditioner(curvature, columns, penalty);
        const minimum = minimize(objective, point, {
          ...tolerances,
          iterations: LAP,
          precondition,
        });
        done += minimum.iterations;
        if (minimum.reason !== "iterations" || done >= MAX_ITERATIONS) {
          return { ...minimum, iterations: done };
        }
        point = minimum.point;
      }
    },
  };
}

function requireStrength(strength: number): void {
  if (strength > 0 && Number.isFinite(strength)) return;
  throw new ClassifierError("InvalidRequest", "C is a number above 0");
}
