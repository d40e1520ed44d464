import assert from "node:assert/strict";
import test from "node:test";
import { rank } from "../../src/labels/rank.js";
import { toScores } from "../../src/labels/scores.js";

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
const near = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-12, `${actual} is not ${expected}`);

test("softmax gives the textbook values", () => {
  const scores = toScores(Float32Array.of(1, 2, 3), "softmax");
  near(scores[0], 0.09003057317038046);
  near(scores[1], 0.24472847105479764);
  near(scores[2], 0.6652409557748219);
});

test("softmax neither overflows nor loses the sum", () => {
  const scores = toScores(Float32Array.of(1e30, 1e30, -1e30), "softmax");
  assert.deepEqual([...scores], [0.5, 0.5, 0]);
  near(sum(toScores(new Float32Array(21_841).fill(-3e4), "softmax")), 1);
});

test("sigmoid is exact at both ends", () => {
  const scores = toScores(Float32Array.of(0, 1000, -1000, -40, Math.log(3)), "sigmoid");
  assert.deepEqual(scores.slice(0, 3), Float64Array.of(0.5, 1, 0));
  near((scores[3] ?? 0) / Math.exp(-40), 1);
  assert.ok(Math.abs((scores[4] ?? 0) - 0.75) < 1e-7);
});

test("none passes logits on", () => {
  assert.deepEqual([...toScores(Float32Array.of(-2.5, 7), "none")], [-2.5, 7]);
});

test("rank names the best labels first", () => {
  const labels = rank(Float32Array.of(0, 5, -1, 2), ["a", "b", "c", "d"], "none", { topK: 3 });
  assert.deepEqual(labels, [
    { label: "b", score: 5 },
    { label: "d", score: 2 },
    { label: "a", score: 0 },
  ]);
});
