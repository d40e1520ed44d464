import assert from "node:assert/strict";
import { test } from "node:test";
import type { HeadLoss } from "../../../src/learning/regression/headLoss.js";
import { sigmoidRegression } from "../../../src/learning/regression/sigmoidRegression.js";
import { softmaxRegression } from "../../../src/learning/regression/softmaxRegression.js";

const near = (actual: number | undefined, expected: number, tolerance = 1e-12): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < tolerance, `${actual}, not ${expected}`);

const sampleWeights = [1, 0.5, 2, 1];
const classes = Int32Array.of(0, 1, 2, 0);
const answers = Uint8Array.of(1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0);
const losses: Record<string, HeadLoss> = {
  softmax: softmaxRegression(classes, 3),
  "softmax with weights": softmaxRegression(classes, 3, { balanced: true, sampleWeights }),
  "softmax with smoothing": softmaxRegression(classes, 3, { labelSmoothing: 0.2 }),
  sigmoid: sigmoidRegression(answers, 3),
  "sigmoid with weights": sigmoidRegression(answers, 3, { balanced: true, sampleWeights }),
};

for (const [name, loss] of Object.entries(losses)) {
  test(`derivatives are those of finite differences: ${name}`, () => {
    const training = loss.on(Int32Array.of(3, 1, 2));
    const logits = Float64Array.of(0.3, -1.2, 0.8);
    for (const index of [0, 1, 2]) {
      const derivatives = logits.slice();
      training.evaluate(index, derivatives, 0);
      let second = 0;
      for (let label = 0; label < 3; label++) {
        const at = (offset: number): { value: number; slope: number } => {
          const moved = logits.with(label, (logits[label] ?? 0) + offset);
          const value = training.evaluate(index, moved, 0);
          return { value, slope: moved[label] ?? 0 };
        };
        const [above, below] = [at(1e-5), at(-1e-5)];
        near(derivatives[label], (above.value - below.value) / 2e-5, 1e-8);
        second += (above.slope - below.slope) / 2e-5;
      }
      near(training.curvature(index, logits, 0), second / 3, 1e-8);
    }
  });
}

test("softmax: the loss of equal logits is the logarithm of the number of labels", () => {
  const training = softmaxRegression(classes, 3).on(Int32Array.of(0, 1));
  near(training.evaluate(0, new Float64Array(3), 0), Math.log(3));
  const logits = Float64Array.of(9, 0, 0, 2000);
  near(training.evaluate(1, logits, 1), 2000);
  assert.deepEqual(logits, Float64Array.of(9, 0, -1, 1));
});

test("balanced weights make labels count the same, and keep the sum of the weights", () => {
  const rows = Int32Array.of(0, 1, 2, 3);
  const training = softmaxRegression(classes, 3, { balanced: true }).on(rows);
  // All logits are 0, so each loss is its weight times ln 3.
  const weights = Array.from(rows, (row) => {
    return training.evaluate(row, new Float64Array(3), 0) / Math.log(3);
  });
  [4 / 6, 4 / 3, 4 / 3, 4 / 6].forEach((weight, row) => near(weights[row], weight));
});

test("a row is judged without weights, and not where training has no example of its label", () => {
  const softmax = softmaxRegression(classes, 3, { sampleWeights }).on(Int32Array.of(0, 1, 3));
  const right = softmax.judge(1, Float64Array.of(0, 0, Math.log(2), 0), 1);
  assert.equal(right.right, 1);
  near(right.logLoss, Math.log(2));
  const unknown = softmax.judge(2, Float64Array.of(0, 0, 5), 0);
  assert.deepEqual(unknown, { logLoss: undefined, right: 1 });

  const sigmoid = sigmoidRegression(answers, 3).on(Int32Array.of(0, 2, 3));
  const judged = sigmoid.judge(1, Float64Array.of(-1, 1, 1), 0);
  near(judged.right, 2 / 3);
  near(judged.logLoss, (2 * Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(1))) / 3);
});
