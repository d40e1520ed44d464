import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRowSpace, toRowSpace } from "../../../src/learning/regression/rowSpace.js";
import { Random } from "../../random.js";

test("coordinates keep all products, and lead back", () => {
  const random = new Random(1);
  const [count, size] = [5, 9];
  const vectors = Float64Array.from({ length: count * size }, () => random.next() - 0.5);
  // A vector that is a copy of another one, and one of zeros.
  vectors.copyWithin(2 * size, 0, size);
  vectors.fill(0, 3 * size, 4 * size);
  const original = vectors.slice();
  const space = toRowSpace(vectors, count, size);
  const row = (matrix: Float64Array, i: number): Float64Array =>
    matrix.slice(i * size, (i + 1) * size);
  const product = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const expected = product(row(original, i), row(original, j));
      assert.ok(Math.abs(product(row(vectors, i), row(vectors, j)) - expected) < 1e-14);
    }
    assert.ok(
      row(vectors, i)
        .subarray(count)
        .every((x) => Math.abs(x) < 1e-15),
    );
    const back = row(vectors, i);
    fromRowSpace(space, back);
    row(original, i).forEach((x, j) => assert.ok(Math.abs((back[j] ?? 0) - x) < 1e-14));
  }
});
