import assert from "node:assert/strict";
import test from "node:test";
import { topK } from "../../src/labels/topK.js";
import { Random } from "../random.js";

/** The plain way: sort all, then cut. */
function sorted(scores: readonly number[], k: number): number[] {
  const indices = scores.map((_, index) => index);
  return indices.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, k);
}

test("agrees with a full sort for every k", () => {
  const random = new Random(1);
  const scores = Array.from({ length: 1000 }, () => random.next());
  for (const k of [0, 1, 2, 3, 5, 10, 100, 999, 1000]) {
    assert.deepEqual(topK(scores, k), sorted(scores, k));
  }
});

test("names equal scores in the order of their indices", () => {
  const random = new Random(2);
  const scores = Array.from({ length: 500 }, () => random.below(7));
  for (const k of [1, 5, 50, 500]) assert.deepEqual(topK(scores, k), sorted(scores, k));
});

test("caps k at the number of scores", () => {
  assert.deepEqual(topK([0.1, 0.9], 5), [1, 0]);
  assert.deepEqual(topK([], 5), []);
});
