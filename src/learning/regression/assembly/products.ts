/**
 * The inner loops of training. They take 4 rows and 2 outputs at a time, so that 8 sums or factors
 * stay in registers and each value that is read is used more than once. This file is AssemblyScript
 * and compiles to WebAssembly, because JavaScript takes twice as long or longer.
 *
 * All numbers are float64. `rows` holds 4 rows of `columns` numbers, one after another; `outputs` is
 * even.
 */

/** Grows the memory to at least `bytes` bytes. The caller decides the layout. */
export function reserve(bytes: usize): void {
  const pages = <i32>((bytes + 65535) >>> 16);
  if (memory.size() < pages) memory.grow(pages - memory.size());
}

/** Multiplies the rows with every output of `weights`: writes [4, outputs] products. */
export function multiply(
  rows: usize,
  columns: i32,
  weights: usize,
  outputs: i32,
  products: usize,
): void {
  const stride = <usize>columns << 3;
  const pairs = <usize>(columns & ~1) << 3;
  for (let output = 0; output < outputs; output += 2) {
    let w = weights + <usize>output * stride;
    let x = rows;
    const end = rows + pairs;
    let sum00 = f64x2.splat(0);
    let sum01 = sum00;
    let sum10 = sum00;
    let sum11 = sum00;
    let sum20 = sum00;
    let sum21 = sum00;
    let sum30 = sum00;
    let sum31 = sum00;
    for (; x < end; x += 16, w += 16) {
      const w0 = v128.load(w);
      const w1 = v128.load(w + stride);
      const x0 = v128.load(x);
      sum00 = f64x2.add(sum00, f64x2.mul(x0, w0));
      sum01 = f64x2.add(sum01, f64x2.mul(x0, w1));
      const x1 = v128.load(x + stride);
      sum10 = f64x2.add(sum10, f64x2.mul(x1, w0));
      sum11 = f64x2.add(sum11, f64x2.mul(x1, w1));
      const x2 = v128.load(x + 2 * stride);
      sum20 = f64x2.add(sum20, f64x2.mul(x2, w0));
      sum21 = f64x2.add(sum21, f64x2.mul(x2, w1));
      const x3 = v128.load(x + 3 * stride);
      sum30 = f64x2.add(sum30, f64x2.mul(x3, w0));
      sum31 = f64x2.add(sum31, f64x2.mul(x3, w1));
    }
    if (columns & 1) {
      // The last column alone: a vector would reach into the next row.
      const w0 = v128.load64_zero(w);
      const w1 = v128.load64_zero(w + stride);
      const x0 = v128.load64_zero(x);
      const x1 = v128.load64_zero(x + stride);
      const x2 = v128.load64_zero(x + 2 * stride);
      const x3 = v128.load64_zero(x + 3 * stride);
      sum00 = f64x2.add(sum00, f64x2.mul(x0, w0));
      sum01 = f64x2.add(sum01, f64x2.mul(x0, w1));
      sum10 = f64x2.add(sum10, f64x2.mul(x1, w0));
      sum11 = f64x2.add(sum11, f64x2.mul(x1, w1));
      sum20 = f64x2.add(sum20, f64x2.mul(x2, w0));
      sum21 = f64x2.add(sum21, f64x2.mul(x2, w1));
      sum30 = f64x2.add(sum30, f64x2.mul(x3, w0));
      sum31 = f64x2.add(sum31, f64x2.mul(x3, w1));
    }
    putTotals(products, output, sum00, sum01);
    putTotals(products, outputs + output, sum10, sum11);
    putTotals(products, 2 * outputs + output, sum20, sum21);
    putTotals(products, 3 * outputs + output, sum30, sum31);
  }
}

/** Adds to each output of `sums` the rows times their factors for that output, [4, outputs]. */
export function addWeighted(
  rows: usize,
  columns: i32,
  factors: usize,
  outputs: i32,
  sums: usize,
): void {
  const stride = <usize>columns << 3;
  const end = rows + (<usize>(columns & ~1) << 3);
  for (let output = 0; output < outputs; output += 2) {
    let s = sums + <usize>output * stride;
    let x = rows;
    const f00 = factor(factors, output);
    const f01 = factor(factors, output + 1);
    const f10 = factor(factors, outputs + output);
    const f11 = factor(factors, outputs + output + 1);
    const f20 = factor(factors, 2 * outputs + output);
    const f21 = factor(factors, 2 * outputs + output + 1);
    const f30 = factor(factors, 3 * outputs + output);
    const f31 = factor(factors, 3 * outputs + output + 1);
    for (; x < end; x += 16, s += 16) {
      const x0 = v128.load(x);
      const x1 = v128.load(x + stride);
      const x2 = v128.load(x + 2 * stride);
      const x3 = v128.load(x + 3 * stride);
      v128.store(s, f64x2.add(v128.load(s), weighted(x0, f00, x1, f10, x2, f20, x3, f30)));
      const s1 = s + stride;
      v128.store(s1, f64x2.add(v128.load(s1), weighted(x0, f01, x1, f11, x2, f21, x3, f31)));
    }
    if (columns & 1) {
      // The last column alone: a vector would reach into the next row.
      const x0 = v128.load64_zero(x);
      const x1 = v128.load64_zero(x + stride);
      const x2 = v128.load64_zero(x + 2 * stride);
      const x3 = v128.load64_zero(x + 3 * stride);
      const sum0 = weighted(x0, f00, x1, f10, x2, f20, x3, f30);
      const sum1 = weighted(x0, f01, x1, f11, x2, f21, x3, f31);
      store<f64>(s, load<f64>(s) + f64x2.extract_lane(sum0, 0));
      store<f64>(s + stride, load<f64>(s + stride) + f64x2.extract_lane(sum1, 0));
    }
  }
}

@inline
function putTotals(products: usize, at: i32, sum0: v128, sum1: v128): void {
  const evens = i64x2.shuffle(sum0, sum1, 0, 2);
  const odds = i64x2.shuffle(sum0, sum1, 1, 3);
  v128.store(products + (<usize>at << 3), f64x2.add(evens, odds));
}

@inline
function factor(factors: usize, at: i32): v128 {
  return v128.load64_splat(factors + (<usize>at << 3));
}

@inline
function weighted(
  x0: v128,
  f0: v128,
  x1: v128,
  f1: v128,
  x2: v128,
  f2: v128,
  x3: v128,
  f3: v128,
): v128 {
  const first = f64x2.add(f64x2.mul(x0, f0), f64x2.mul(x1, f1));
  const second = f64x2.add(f64x2.mul(x2, f2), f64x2.mul(x3, f3));
  return f64x2.add(first, second);
}
