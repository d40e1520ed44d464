import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsOf, toDesign, toFeatureWeights } from "../../../src/learning/regression/design.js";
import { Random } from "../../random.js";

for (const [rows, columns] of [
  [9, 4],
  [3, 12],
] as const) {
  test(`parameters give the same logits for the design as for ${rows} × ${columns} features`, () => {
    const random = new Random(rows);
    const values = Float32Array.from({ length: rows * columns }, () => 50 + random.next());
    const design = toDesign({ values, rows, columns });
    assert.equal(design.columns, Math.min(rows, columns) + 1);
    const parameters = Float64Array.from({ length: design.columns }, () => random.next() - 0.5);
    const { weights, bias } = toFeatureWeights(design, parameters);
    const picked = rowsOf(design, Int32Array.of(2, 0));
    [2, 0].forEach((row, i) => {
      const at = (picked.rowNumbers[i] ?? 0) * design.columns;
      const own = picked.values.subarray(at, at + design.columns);
      const expected = own.reduce((sum, x, j) => sum + x * (parameters[j] ?? 0), 0);
      const x = values.subarray(row * columns, (row + 1) * columns);
      const actual = x.reduce((sum, x, j) => sum + x * (weights[j] ?? 0), bias);
      assert.ok(Math.abs(actual - expected) < 1e-10, `${actual}, not ${expected}`);
    });
    const norm = (vector: Float64Array): number => vector.reduce((sum, x) => sum + x * x, 0);
    assert.ok(Math.abs(norm(weights) - norm(parameters.subarray(0, -1))) < 1e-12);
  });
}

test("each feature has the mean 0", () => {
  const values = Float32Array.of(1, 10, 3, 20, 8, 60);
  const design = toDesign({ values, rows: 3, columns: 2 });
  assert.deepEqual(design.means, Float64Array.of(4, 30));
  assert.deepEqual([...design.values.subarray(0, 9)], [-3, -20, 1, -1, -10, 1, 4, 30, 1]);
});
