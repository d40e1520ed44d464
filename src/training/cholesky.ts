/**
 * Turns a symmetric positive definite matrix into its Cholesky factor L, with L · Lᵀ = matrix.
 *
 * Four rows of the factor are made at once: each earlier row is read once for all four.
 *
 * @param matrix [size, size], of which the lower triangle is read; its lower triangle becomes L
 */
export function factorize(matrix: Float64Array, size: number): void {
  for (let top = 0; top < size; top += 4) {
    const end = Math.min(top + 4, size);
    if (end - top === 4) reduceFourRows(matrix, size, top);
    else for (let row = top; row < end; row++) reduceRow(matrix, size, row, 0, top);
    for (let row = top; row < end; row++) {
      reduceRow(matrix, size, row, top, row);
      const at = row * size;
      const square = (matrix[at + row] ?? 0) - dotOfRows(matrix, at, at, row);
      // Rounding can leave nothing of a direction that is all but dependent on the others.
      matrix[at + row] = Math.sqrt(Math.max(square, Number.EPSILON * (matrix[at + row] ?? 0)));
    }
  }
}

/**
 * Solves L · Lᵀ · x = b in place, for several b.
 *
 * @param factor from {@link factorize}
 * @param vectors [count, size]; each b is replaced by its x
 */
export function solve(factor: Float64Array, size: number, vectors: Float64Array): void {
  for (let row = 0; row < size; row++) {
    const at = row * size;
    const diagonal = factor[at + row] ?? 0;
    for (let start = 0; start < vectors.length; start += size) {
      let sum = vectors[start + row] ?? 0;
      for (let i = 0; i < row; i++) sum -= (factor[at + i] ?? 0) * (vectors[start + i] ?? 0);
      vectors[start + row] = sum / diagonal;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    const at = row * size;
    const diagonal = factor[at + row] ?? 0;
    for (let start = 0; start < vectors.length; start += size) {
      const x = (vectors[start + row] ?? 0) / diagonal;
      vectors[start + row] = x;
      for (let i = 0; i < row; i++) {
        vectors[start + i] = (vectors[start + i] ?? 0) - (factor[at + i] ?? 0) * x;
      }
    }
  }
}

/** Finishes columns `from` up to `end` of one row of the factor. */
function reduceRow(
  matrix: Float64Array,
  size: number,
  row: number,
  from: number,
  end: number,
): void {
  const at = row * size;
  for (let column = from; column < end; column++) {
    const other = column * size;
    const rest = (matrix[at + column] ?? 0) - dotOfRows(matrix, at, other, column);
    matrix[at + column] = rest / (matrix[other + column] ?? 0);
  }
}

/** Finishes columns 0 up to `top` of the four rows that start at row `top`. */
function reduceFourRows(matrix: Float64Array, size: number, top: number): void {
  const at0 = top * size;
  const at1 = at0 + size;
  const at2 = at1 + size;
  const at3 = at2 + size;
  for (let column = 0; column < top; column++) {
    const other = column * size;
    let sum0 = matrix[at0 + column] ?? 0;
    let sum1 = matrix[at1 + column] ?? 0;
    let sum2 = matrix[at2 + column] ?? 0;
    let sum3 = matrix[at3 + column] ?? 0;
    for (let i = 0; i < column; i++) {
      const value = matrix[other + i] ?? 0;
      sum0 -= (matrix[at0 + i] ?? 0) * value;
      sum1 -= (matrix[at1 + i] ?? 0) * value;
      sum2 -= (matrix[at2 + i] ?? 0) * value;
      sum3 -= (matrix[at3 + i] ?? 0) * value;
    }
    const diagonal = matrix[other + column] ?? 0;
    matrix[at0 + column] = sum0 / diagonal;
    matrix[at1 + column] = sum1 / diagonal;
    matrix[at2 + column] = sum2 / diagonal;
    matrix[at3 + column] = sum3 / diagonal;
  }
}

function dotOfRows(matrix: Float64Array, a: number, b: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (matrix[a + i] ?? 0) * (matrix[b + i] ?? 0);
  return sum;
}
