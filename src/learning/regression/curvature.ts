import { factorize, solve, toFactors } from "./cholesky.js";
import type { Design } from "./design.js";
import { addWeightedRowBlock, ROW_BLOCK } from "./products.js";

/** Columns whose sums stay in the processor's cache while all rows pass by. */
const TILE = 32;

/**
 * The second derivatives of a linear head's loss by the parameters of one label, if each row's
 * curvature does not depend on the parameters: Xᵀ · diag(curvatures) · X.
 *
 * @returns [columns, columns]; the lower triangle is filled, the other one partly
 */
export function curvatureMatrix(design: Design, curvatures: Float64Array): Float64Array {
  const { values, rows, columns } = design;
  const matrix = new Float64Array(columns * columns);
  const weighted = new Float64Array(ROW_BLOCK * TILE);
  const sums = new Float64Array(TILE * columns);
  for (let first = 0; first < columns; first += TILE) {
    const width = Math.min(TILE, columns - first);
    sums.fill(0);
    for (let top = 0; top < rows; top += ROW_BLOCK) {
      for (let row = 0; row < ROW_BLOCK; row++) {
        const curvature = curvatures[top + row] ?? 0;
        const at = (top + row) * columns + first;
        for (let i = 0; i < width; i++) {
          weighted[row * TILE + i] = curvature * (values[at + i] ?? 0);
        }
      }
      addWeightedRowBlock(weighted, values, top * columns, columns, TILE, sums, first);
    }
    for (let column = first; column < columns; column++) {
      for (let i = 0; i < width; i++) {
        matrix[column * columns + first + i] = sums[i * columns + column] ?? 0;
      }
    }
  }
  return matrix;
}

/**
 * A preconditioner for the loss with a penalty: the inverse of (curvature + penalty), applied to
 * the parameters of each label. It makes all directions look alike, however different the scales of
 * the features are.
 *
 * @param curvature from {@link curvatureMatrix}, [columns, columns]
 */
export function preconditioner(
  curvature: Float64Array,
  columns: number,
  penalty: number,
): (vector: Float64Array) => void {
  const factor = curvature.slice();
  for (let i = 0; i < columns - 1; i++) {
    factor[i * columns + i] = (factor[i * columns + i] ?? 0) + penalty;
  }
  factorize(factor, columns);
  const factors = toFactors(factor, columns);
  return (vector) => solve(factors, vector);
}
