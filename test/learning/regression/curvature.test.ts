import assert from "node:assert/strict";
import { test } from "node:test";
import { curvatureMatrix, preconditioner } from "../../../src/learning/regression/curvature.js";
import { toDesign } from "../../../src/learning/regression/design.js";
import { Random } from "../../random.js";

for (const columns of [1, 3, 4, 31, 32, 70]) {
  test(`the preconditioner inverts curvature and penalty of ${columns} features`, () => {
    const random = new Random(columns);
    const rows = 2 * columns + 1;
    const values = Float32Array.from({ length: rows * columns }, () => random.next() - 0.3);
    const design = toDesign({ values, rows, columns });
    const curvatures = Float64Array.from({ length: rows }, () => random.next());
    const matrix = curvatureMatrix(design, curvatures);
    const size = columns + 1;
    const [penalty, labels] = [0.3, 4];
    const expected = Float64Array.from({ length: labels * size }, () => random.next());

    // (Xᵀ · diag · X + penalty) · expected, from its definition
    const vectors = expected.map((x, i) => (i % size === columns ? 0 : penalty * x));
    for (let label = 0; label < labels; label++) {
      for (let row = 0; row < rows; row++) {
        const x = design.values.subarray(row * size, (row + 1) * size);
        const product = x.reduce((sum, x, i) => sum + x * (expected[label * size + i] ?? 0), 0);
        x.forEach((x, i) => {
          vectors[label * size + i] =
            (vectors[label * size + i] ?? 0) + x * (curvatures[row] ?? 0) * product;
        });
      }
    }
    preconditioner(matrix, size, penalty)(vectors);
    vectors.forEach((x, i) => assert.ok(Math.abs(x - (expected[i] ?? 0)) < 1e-10, `${i}: ${x}`));
  });
}

test("features that are the same leave a preconditioner that is finite and positive", () => {
  const values = Float32Array.from({ length: 40 }, (_, i) => 1e4 * ((i >> 2) % 3) + 1 / 3);
  const design = toDesign({ values, rows: 10, columns: 4 });
  const matrix = curvatureMatrix(design, new Float64Array(10).fill(0.1));
  const precondition = preconditioner(matrix, 5, 1e-12);
  for (let i = 0; i < 5; i++) {
    const vectors = new Float64Array(10);
    vectors[i] = 1;
    precondition(vectors);
    assert.ok(vectors.every(Number.isFinite));
    assert.ok((vectors[i] ?? 0) > 0);
  }
});
