import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../src/nearest.js";

const known = ["top-k", "folds", "out", "mini-batch-size"];

for (const [word, meant] of [
  ["topk", "top-k"],
  ["Top_K", "top-k"],
  ["fold", "folds"],
  ["ouput", "out"],
  ["mini", "mini-batch-size"],
  ["fields", "folds"],
  ["x", undefined],
  ["", undefined],
  ["speed", undefined],
] as const) {
  test(`${word} was meant to be ${meant ?? "nothing known"}`, () => {
    assert.equal(nearest(word, known), meant);
  });
}
