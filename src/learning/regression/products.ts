/**
 * The inner loops of training. They take 4 rows and 2 outputs at a time, so that 8 sums or factors
 * stay in registers and each value that is read is used more than once.
 */

/** Rows that are processed at once. */
export const ROW_BLOCK = 4;

/** Outputs that are processed at once. */
export const OUTPUT_BLOCK = 2;

/**
 * Multiplies 4 rows with every output: x · wᵀ.
 *
 * @param x [rows, columns]
 * @param rows numbers of rows, of which the 4 that start at index `top` are used
 * @param w [outputs, columns]
 * @param outputs an even number
 * @param products [4, outputs], overwritten
 */
export function multiplyRowBlock(
  x: Float64Array,
  rows: Int32Array,
  top: number,
  columns: number,
  w: Float64Array,
  outputs: number,
  products: Float64Array,
): void {
  const at0 = (rows[top] ?? 0) * columns;
  const at1 = (rows[top + 1] ?? 0) * columns;
  const at2 = (rows[top + 2] ?? 0) * columns;
  const at3 = (rows[top + 3] ?? 0) * columns;
  for (let output = 0; output < outputs; output += OUTPUT_BLOCK) {
    const wAt0 = output * columns;
    const wAt1 = wAt0 + columns;
    let sum00 = 0;
    let sum01 = 0;
    let sum10 = 0;
    let sum11 = 0;
    let sum20 = 0;
    let sum21 = 0;
    let sum30 = 0;
    let sum31 = 0;
    for (let i = 0; i < columns; i++) {
      const w0 = w[wAt0 + i] ?? 0;
      const w1 = w[wAt1 + i] ?? 0;
      const x0 = x[at0 + i] ?? 0;
      sum00 += x0 * w0;
      sum01 += x0 * w1;
      const x1 = x[at1 + i] ?? 0;
      sum10 += x1 * w0;
      sum11 += x1 * w1;
      const x2 = x[at2 + i] ?? 0;
      sum20 += x2 * w0;
      sum21 += x2 * w1;
      const x3 = x[at3 + i] ?? 0;
      sum30 += x3 * w0;
      sum31 += x3 * w1;
    }
    products[output] = sum00;
    products[output + 1] = sum01;
    products[outputs + output] = sum10;
    products[outputs + output + 1] = sum11;
    products[2 * outputs + output] = sum20;
    products[2 * outputs + output + 1] = sum21;
    products[3 * outputs + output] = sum30;
    products[3 * outputs + output + 1] = sum31;
  }
}

/**
 * Adds factorsᵀ · x over 4 rows: to `sums[output]` the rows times their factors for that output.
 *
 * @param factors [4, outputs]
 * @param x [rows, columns]
 * @param rows numbers of rows, of which the 4 that start at index `top` are used
 * @param outputs an even number
 * @param sums [outputs, columns]
 */
export function addWeightedRowBlock(
  factors: Float64Array,
  x: Float64Array,
  rows: Int32Array,
  top: number,
  columns: number,
  outputs: number,
  sums: Float64Array,
): void {
  const at0 = (rows[top] ?? 0) * columns;
  const at1 = (rows[top + 1] ?? 0) * columns;
  const at2 = (rows[top + 2] ?? 0) * columns;
  const at3 = (rows[top + 3] ?? 0) * columns;
  for (let output = 0; output < outputs; output += OUTPUT_BLOCK) {
    const sumAt0 = output * columns;
    const sumAt1 = sumAt0 + columns;
    const f00 = factors[output] ?? 0;
    const f01 = factors[output + 1] ?? 0;
    const f10 = factors[outputs + output] ?? 0;
    const f11 = factors[outputs + output + 1] ?? 0;
    const f20 = factors[2 * outputs + output] ?? 0;
    const f21 = factors[2 * outputs + output + 1] ?? 0;
    const f30 = factors[3 * outputs + output] ?? 0;
    const f31 = factors[3 * outputs + output + 1] ?? 0;
    for (let i = 0; i < columns; i++) {
      const x0 = x[at0 + i] ?? 0;
      const x1 = x[at1 + i] ?? 0;
      const x2 = x[at2 + i] ?? 0;
      const x3 = x[at3 + i] ?? 0;
      sums[sumAt0 + i] = (sums[sumAt0 + i] ?? 0) + f00 * x0 + f10 * x1 + f20 * x2 + f30 * x3;
      sums[sumAt1 + i] = (sums[sumAt1 + i] ?? 0) + f01 * x0 + f11 * x1 + f21 * x2 + f31 * x3;
    }
  }
}
