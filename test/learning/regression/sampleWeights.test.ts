import assert from "node:assert/strict";
import { test } from "node:test";
import { toSampleWeights } from "../../../src/learning/regression/sampleWeights.js";

test("weights are kept, and are 1 where none are given", () => {
  assert.deepEqual(toSampleWeights(undefined, 2), Float64Array.of(1, 1));
  assert.deepEqual(toSampleWeights([0, 2.5], 2), Float64Array.of(0, 2.5));
});

test("weights that are missing, negative, not finite or all 0 are refused", () => {
  for (const weights of [[1], [1, 2, 3], [1, -1], [1, Number.NaN], [1, Infinity], [0, 0]]) {
    assert.throws(() => toSampleWeights(weights, 2), { name: "DatasetError" }, weights.join());
  }
});
