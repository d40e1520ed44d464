import assert from "node:assert/strict";
import { test } from "node:test";
import { ROW_BLOCK, RowBlocks } from "../../../src/learning/regression/products.js";
import { Random } from "../../random.js";

const outputs = 4;
const random = new Random(7);
// Whole numbers, so that sums are exact in any order.
const integers = (count: number): Float64Array =>
  Float64Array.from({ length: count }, () => random.below(100) - 50);
const rows = Int32Array.of(7, 7, 7, 7, 6, 0, 3, 5);

for (const columns of [1, 4, 5]) {
  const x = integers(2 * ROW_BLOCK * columns);
  const w = integers(outputs * columns);
  const valueOf = (index: number, i: number): number => x[(rows[index] ?? 0) * columns + i] ?? 0;

  test(`products of a block of ${columns} columns are those of the definition`, () => {
    const blocks = new RowBlocks(w, outputs, columns);
    blocks.multiply(x, rows, ROW_BLOCK);
    for (let row = 0; row < ROW_BLOCK; row++) {
      for (let output = 0; output < outputs; output++) {
        let sum = 0;
        for (let i = 0; i < columns; i++) {
          sum += valueOf(ROW_BLOCK + row, i) * (w[output * columns + i] ?? 0);
        }
        assert.equal(blocks.block[row * outputs + output], sum);
      }
    }
  });

  test(`weighted rows of ${columns} columns are added up over the blocks`, () => {
    const blocks = new RowBlocks(w, outputs, columns);
    const factors = integers(rows.length * outputs);
    for (let top = 0; top < rows.length; top += ROW_BLOCK) {
      blocks.multiply(x, rows, top);
      blocks.block.set(factors.subarray(top * outputs, (top + ROW_BLOCK) * outputs));
      blocks.addWeighted();
    }
    for (let output = 0; output < outputs; output++) {
      for (let i = 0; i < columns; i++) {
        let sum = 0;
        rows.forEach((_, index) => {
          sum += (factors[index * outputs + output] ?? 0) * valueOf(index, i);
        });
        assert.equal(blocks.sums[output * columns + i], sum);
      }
    }
  });
}
