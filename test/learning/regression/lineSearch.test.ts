import assert from "node:assert/strict";
import { test } from "node:test";
import { searchLine, type Step } from "../../../src/learning/regression/lineSearch.js";

const along =
  (value: (x: number) => number, slope: (x: number) => number) =>
  (length: number): Step => ({ length, value: value(length), slope: slope(length) });

test("a step meets the strong Wolfe conditions, whatever is tried first", () => {
  const evaluate = along(
    (x) => (x - 2) ** 4 - x,
    (x) => 4 * (x - 2) ** 3 - 1,
  );
  const start = evaluate(0);
  for (const first of [1e-6, 0.01, 1, 3, 1000]) {
    const step = searchLine(start, first, evaluate);
    assert.ok(step);
    assert.ok(step.value <= start.value + 1e-4 * step.length * start.slope, `${first}`);
    assert.ok(Math.abs(step.slope) <= 0.9 * Math.abs(start.slope), `${first}`);
  }
});

test("a step into what is not finite is shortened; where nothing is lower there is no step", () => {
  const walled = along(
    (x) => (x < 1 ? -x : Number.NaN),
    () => -1,
  );
  const step = searchLine(walled(0), 8, walled);
  assert.ok(step && step.length < 1 && step.value < -0.9);
  const lying = along(
    (x) => x,
    () => -1,
  );
  assert.equal(searchLine(lying(0), 1, lying), undefined);
});
