import { multiplyRowBlock, ROW_BLOCK } from "./products.js";

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

/** The triangles of L · Lᵀ, each [size rounded up to whole blocks of rows, size]. */
export interface Factors {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly size: number;
}

/** @param factor from {@link factorize}, [size, size] */
export function toFactors(factor: Float64Array, size: number): Factors {
  const length = Math.ceil(size / ROW_BLOCK) * ROW_BLOCK * size;
  const lower = new Float64Array(length);
  const upper = new Float64Array(length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = factor[row * size + column] ?? 0;
      lower[row * size + column] = value;
      upper[column * size + row] = value;
    }
  }
  return { lower, upper, size };
}

/**
 * Solves L · Lᵀ · x = b in place, for several b.
 *
 * @param vectors [an even number, size]; each b is replaced by its x
 */
export function solve({ lower, upper, size }: Factors, vectors: Float64Array): void {
  const count = vectors.length / size;
  const products = new Float64Array(ROW_BLOCK * count);
  for (let top = 0; top < size; top += ROW_BLOCK) {
    const end = Math.min(top + ROW_BLOCK, size);
    multiplyRowBlock(lower, top * size, size, vectors, count, products, 0, top);
    subtractProducts(vectors, products, size, count, top, end);
    for (let row = top; row < end; row++) substitute(lower, size, vectors, row, top, row);
  }
  for (let top = size - 1 - ((size - 1) % ROW_BLOCK); top >= 0; top -= ROW_BLOCK) {
    const end = Math.min(top + ROW_BLOCK, size);
    multiplyRowBlock(upper, top * size, size, vectors, count, products, end, size);
    subtractProducts(vectors, products, size, count, top, end);
    for (let row = end - 1; row >= top; row--) substitute(upper, size, vectors, row, row + 1, end);
  }
}

function subtractProducts(
  vectors: Float64Array,
  products: Float64Array,
  size: number,
  count: number,
  top: number,
  end: number,
): void {
  for (let row = top; row < end; row++) {
    for (let vector = 0; vector < count; vector++) {
      const product = products[(row - top) * count + vector] ?? 0;
      vectors[vector * size + row] = (vectors[vector * size + row] ?? 0) - product;
    }
  }
}

/** Solves one row of a triangle for the unknown on its diagonal; others from `from` are known. */
function substitute(
  triangle: Float64Array,
  size: number,
  vectors: Float64Array,
  row: number,
  from: number,
  end: number,
): void {
  const at = row * size;
  const diagonal = triangle[at + row] ?? 0;
  for (let start = 0; start < vectors.length; start += size) {
    let rest = vectors[start + row] ?? 0;
    for (let i = from; i < end; i++) rest -= (triangle[at + i] ?? 0) * (vectors[start + i] ?? 0);
    vectors[start + row] = rest / diagonal;
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
