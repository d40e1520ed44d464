import assert from "node:assert/strict";
import { test } from "node:test";
import { rankSure } from "../../src/labels/rankSure.js";

const labels = ["a", "b", "c"];
/** The logit of a probability. */
const logit = (probability: number): number => Math.log(probability / (1 - probability));
/** Softmax makes these probabilities of it. */
const single = Float32Array.of(Math.log(0.5), Math.log(0.3), Math.log(0.2));
const several = Float32Array.of(logit(0.5), logit(0.3), logit(0.2));

const round = (found: ReturnType<typeof rankSure>): [string | null, number][] =>
  found.map(({ label, score }) => [label, Math.round(100 * score) / 100]);

test("the best label is named from its threshold on, with the others", () => {
  const found = rankSure(single, labels, [0.49, 1, 1], "softmax", { topK: 2 });
  assert.deepEqual(round(found), [
    ["a", 0.5],
    ["b", 0.3],
  ]);
});

test("below its threshold no label is named, also where another would be sure", () => {
  assert.deepEqual(round(rankSure(single, labels, [0.51, 0, 0], "softmax")), [[null, 0.5]]);
  assert.deepEqual(round(rankSure(single, labels, [Infinity, 0, 0], "softmax")), [[null, 0.5]]);
});

test("of several labels those are named that reach their own thresholds", () => {
  const find = (thresholds: number[], options = {}): [string | null, number][] =>
    round(rankSure(several, labels, thresholds, "sigmoid", options));
  assert.deepEqual(find([0.6, 0.2, 0.1]), [
    ["b", 0.3],
    ["c", 0.2],
  ]);
  assert.deepEqual(find([0.6, 0.2, 0.1], { topK: 1 }), [["b", 0.3]]);
  assert.deepEqual(find([0.6, 0.2, 0.1], { threshold: 0.25 }), [["b", 0.3]]);
  assert.deepEqual(find([0.6, 0.4, 0.4]), [[null, 0.5]]);
});
