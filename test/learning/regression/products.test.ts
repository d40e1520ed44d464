import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addWeightedRowBlock,
  multiplyRowBlock,
  ROW_BLOCK,
} from "../../../src/learning/regression/products.js";
import { Random } from "../../random.js";

const [columns, outputs] = [5, 4];
const random = new Random(7);
// Whole numbers, so that sums are exact in any order.
const integers = (count: number): Float64Array =>
  Float64Array.from({ length: count }, () => random.below(100) - 50);
const x = integers(2 * ROW_BLOCK * columns);
const rows = Int32Array.of(7, 7, 7, 7, 6, 0, 3, 5);
const top = ROW_BLOCK;
const valueOf = (row: number, i: number): number => x[(rows[top + row] ?? 0) * columns + i] ?? 0;

test("products of a block of rows are those of the definition", () => {
  const w = integers(outputs * columns);
  const products = new Float64Array(ROW_BLOCK * outputs).fill(7);
  multiplyRowBlock(x, rows, top, columns, w, outputs, products);
  for (let row = 0; row < ROW_BLOCK; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let i = 0; i < columns; i++) {
        sum += valueOf(row, i) * (w[output * columns + i] ?? 0);
      }
      assert.equal(products[row * outputs + output], sum);
    }
  }
});

test("weighted rows are added to what is there", () => {
  const factors = integers(ROW_BLOCK * outputs);
  const before = integers(outputs * columns);
  const sums = before.slice();
  addWeightedRowBlock(factors, x, rows, top, columns, outputs, sums);
  for (let output = 0; output < outputs; output++) {
    for (let i = 0; i < columns; i++) {
      let sum = before[output * columns + i] ?? 0;
      for (let row = 0; row < ROW_BLOCK; row++) {
        sum += (factors[row * outputs + output] ?? 0) * valueOf(row, i);
      }
      assert.equal(sums[output * columns + i], sum);
    }
  }
});
