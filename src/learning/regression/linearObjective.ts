import type { Design } from "./design.js";
import type { TrainingLoss } from "./headLoss.js";
import type { Objective } from "./lbfgs.js";
import { OUTPUT_BLOCK, ROW_BLOCK, RowBlocks } from "./products.js";

/** Outputs that {@link linearObjective} computes: the labels, and one that stays 0 to fill a pair. */
export function paddedOutputs(labelCount: number): number {
  return Math.ceil(labelCount / OUTPUT_BLOCK) * OUTPUT_BLOCK;
}

/**
 * The regularised loss of a linear head, as a function of its parameters: [padded outputs, columns
 * of the design], of which the last column is the bias and has no penalty.
 *
 * One pass over the rows makes value and gradient.
 *
 * @param penalty of half the squared norm of the weights
 * @param scale multiplies the whole, so that tolerances mean the same for any number of rows
 */
export function linearObjective(
  design: Design,
  loss: TrainingLoss,
  labelCount: number,
  penalty: number,
  scale: number,
): Objective {
  const { values, rows, rowNumbers, columns } = design;
  const outputs = paddedOutputs(labelCount);
  return (parameters, gradient) => {
    const blocks = new RowBlocks(parameters, outputs, columns);
    const { block, sums } = blocks;
    let sum = 0;
    for (let top = 0; top < rows; top += ROW_BLOCK) {
      blocks.multiply(values, rowNumbers, top);
      const end = Math.min(ROW_BLOCK, rows - top);
      for (let row = 0; row < end; row++) sum += loss.evaluate(top + row, block, row * outputs);
      clearPadding(block, end, labelCount, outputs);
      blocks.addWeighted();
    }

    let squares = 0;
    for (let i = 0; i < parameters.length; i++) {
      const weight = i % columns === columns - 1 ? 0 : (parameters[i] ?? 0);
      squares += weight * weight;
      gradient[i] = scale * ((sums[i] ?? 0) + penalty * weight);
    }
    return scale * (sum + (penalty / 2) * squares);
  };
}

/**
 * Logits of every row of a design.
 *
 * @returns [rows, labelCount]
 */
export function linearLogits(
  { values, rows, rowNumbers, columns }: Design,
  parameters: Float64Array,
  labelCount: number,
): Float64Array {
  const outputs = paddedOutputs(labelCount);
  const blocks = new RowBlocks(parameters, outputs, columns);
  const logits = new Float64Array(rows * labelCount);
  for (let top = 0; top < rows; top += ROW_BLOCK) {
    blocks.multiply(values, rowNumbers, top);
    const end = Math.min(ROW_BLOCK, rows - top);
    for (let row = 0; row < end; row++) {
      const ofRow = blocks.block.subarray(row * outputs, row * outputs + labelCount);
      logits.set(ofRow, (top + row) * labelCount);
    }
  }
  return logits;
}

/** Outputs beyond the labels and rows beyond the last one have no loss. */
function clearPadding(
  derivatives: Float64Array,
  rows: number,
  labelCount: number,
  outputs: number,
): void {
  for (let row = 0; row < rows; row++) {
    derivatives.fill(0, row * outputs + labelCount, (row + 1) * outputs);
  }
  derivatives.fill(0, rows * outputs);
}
