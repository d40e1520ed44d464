import { DatasetError } from "../dataset/datasetError.js";
import type { Design } from "./design.js";
import type { HeadLoss, TrainingLoss } from "./headLoss.js";
import { minimize, type Minimum } from "./lbfgs.js";
import { linearLogits, linearObjective, paddedOutputs } from "./linearObjective.js";

/** When a fit is good enough, in units of the mean loss of a row; see `LbfgsOptions`. */
export interface Tolerances {
  readonly gradientTolerance: number;
  readonly decreaseTolerance: number;
}

/** Trains on the same rows with one strength after another. */
export interface HeadFitter {
  /**
   * Finds the parameters with the smallest mean loss of a row.
   *
   * @param strength C, as in `trainHead`
   * @param start parameters, such as those for a similar strength; zeros by default
   * @throws DatasetError where C is not above 0
   */
  minimum(strength: number, start?: Float64Array): Minimum;
}

const MAX_ITERATIONS = 2000;

/** Iterations after which the curvature is computed anew: it shrinks as answers become certain. */
const LAP = 100;

/** Least curvature of a row as a share of its weight; rows with certain answers keep some. */
const LEAST_CURVATURE = 1e-8;

/**
 * @param design of the training rows only
 * @param rows their indices in the loss
 * @throws DatasetError where none of the rows has a weight
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
  if (totalWeight === 0) throw new DatasetError("There are no rows with a weight to train on");
  const training = loss.on(rows);
  const zeros = new Float64Array(paddedOutputs(labelCount) * columns);
  const least = (LEAST_CURVATURE * totalWeight) / rows.length;
  return {
    minimum: (strength, start = zeros) => {
      requireStrength(strength);
      const penalty = loss.penaltyFactor / strength;
      const objective = linearObjective(design, training, labelCount, penalty, 1 / totalWeight);
      let point = start;
      for (let done = 0; ;) {
        const curvatures = curvatureDiagonal(design, training, labelCount, point, least);
        const precondition = divisionBy(curvatures, penalty);
        const minimum = minimize(objective, point, {
          ...tolerances,
          iterations: LAP,
          precondition,
        });
        done += minimum.iterations;
        point = minimum.point;
        if (minimum.reason !== "iterations" || done >= MAX_ITERATIONS) {
          return { ...minimum, iterations: done };
        }
      }
    },
  };
}

/**
 * Computes the diagonal of the loss's second derivatives by the parameters of a label, as a mean over
 * labels.
 *
 * @returns [columns]
 */
function curvatureDiagonal(
  design: Design,
  training: TrainingLoss,
  labelCount: number,
  parameters: Float64Array,
  least: number,
): Float64Array {
  const { values, rows, rowNumbers, columns } = design;
  const logits = linearLogits(design, parameters, labelCount);
  const diagonal = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const curvature = Math.max(least, training.curvature(row, logits, row * labelCount));
    const at = (rowNumbers[row] ?? 0) * columns;
    for (let column = 0; column < columns; column++) {
      const value = values[at + column] ?? 0;
      diagonal[column] = (diagonal[column] ?? 0) + curvature * value * value;
    }
  }
  return diagonal;
}

/** The preconditioner: it makes features of different scales alike. The bias has no penalty. */
function divisionBy(curvatures: Float64Array, penalty: number): (vector: Float64Array) => void {
  const columns = curvatures.length;
  const scales = curvatures.map((x, i) => 1 / (i === columns - 1 ? x : x + penalty));
  return (vector) => {
    for (let i = 0; i < vector.length; i++)
      vector[i] = (vector[i] ?? 0) * (scales[i % columns] ?? 1);
  };
}

function requireStrength(strength: number): void {
  if (strength > 0 && Number.isFinite(strength)) return;
  throw new DatasetError("C is a number above 0");
}
