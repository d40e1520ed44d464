import assert from "node:assert/strict";
import { test } from "node:test";
import { toThresholds } from "../../../src/learning/heads/thresholds.js";

const labels = ["cat", "dog"];

/** Scores of "cat" and "dog", and the right labels. */
const single = {
  labels,
  scores: [
    [0.9, 0.1],
    [0.8, 0.2],
    [0.7, 0.3],
    [0.6, 0.4],
    [0.45, 0.55],
  ],
  truth: [[0], [0], [1], [0], [0]],
};

test("a threshold has the best F1, or is the lowest with the wished precision", () => {
  // Of "cat": from 0.6 on 3 of 4 are right, and one cat is missed; no dog is ever right.
  assert.deepEqual(toThresholds(single, "single-label"), [0.6, Infinity]);
  assert.deepEqual(toThresholds(single, "single-label", 0.75), [0.6, Infinity]);
  assert.deepEqual(toThresholds(single, "single-label", 0.8), [0.8, Infinity]);
});

test("a precision that no score reaches gives the label never", () => {
  const turned = { ...single, truth: [[1], [1], [0], [1], [0]] };
  assert.deepEqual(toThresholds(turned, "single-label", 0.9), [Infinity, Infinity]);
});

test("with several labels a picture, every score of a label counts", () => {
  const scored = { ...single, truth: [[0], [0, 1], [0], [1], [0, 1]] };
  // "cat": all but the fourth are right; 0.45 has F1 8/9, 0.7 has 6/7.
  // "dog": from 0.4 on both are right; from 0.2 on 3 of 4, and none is missed: F1 6/7.
  assert.deepEqual(toThresholds(scored, "multi-label"), [0.45, 0.2]);
  assert.deepEqual(toThresholds(scored, "multi-label", 1), [0.7, 0.4]);
});

test("equal scores stand or fall together, and thresholds are rounded down", () => {
  const scored = {
    labels,
    scores: [
      [0.87654321, 0.1],
      [0.87654321, 0.1],
      [0.6, 0.4],
    ],
    truth: [[0], [1], [0]],
  };
  assert.deepEqual(toThresholds(scored, "single-label", 0.5), [0.6, Infinity]);
  assert.deepEqual(toThresholds({ ...scored, truth: [[0], [0], [1]] }, "single-label"), [
    0.8765,
    Infinity,
  ]);
});
