import assert from "node:assert/strict";
import { test } from "node:test";
import { applyHead } from "../../../src/inference/heads.js";
import { toDesign, type Features } from "../../../src/learning/regression/design.js";
import type { Head } from "../../../src/learning/regression/head.js";
import { headFitter } from "../../../src/learning/regression/headFitter.js";
import type { HeadLoss } from "../../../src/learning/regression/headLoss.js";
import { sigmoidRegression } from "../../../src/learning/regression/sigmoidRegression.js";
import { softmaxRegression } from "../../../src/learning/regression/softmaxRegression.js";
import { trainHead } from "../../../src/learning/regression/trainHead.js";
import { toScores } from "../../../src/labels/scores.js";
import { Random } from "../../random.js";
import { generate, goldens, objectiveOf, type Case } from "./goldens.js";

const near = (actual: number, expected: number, tolerance: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected}`);

for (const golden of goldens.cases) {
  test(`the optimum is scikit-learn's or PyTorch's: ${golden.name}`, () => {
    const { features, loss } = generate(golden);
    const head = trainHead(features, loss, golden.C);
    near(
      objectiveOf(features, loss, head, golden.C),
      golden.objective,
      1e-8 * golden.objective,
      "objective",
    );

    const logits = applyHead(head, features.values);
    assert.equal(predictions(golden, logits), golden.predictions);
    toScores(logits.subarray(0, golden.labels), golden.kind).forEach((score, label) => {
      near(score, golden.probabilities[label] ?? Number.NaN, 1e-4, `label ${label}`);
    });
  });
}

function predictions({ kind, labels }: Case, logits: Float32Array): string {
  if (kind === "sigmoid") return Array.from(logits, (logit) => (logit > 0 ? 1 : 0)).join("");
  return Array.from({ length: logits.length / labels }, (_, row) => {
    const ofRow = logits.subarray(row * labels, (row + 1) * labels);
    return ofRow.indexOf(Math.max(...ofRow));
  }).join("");
}

const twoRows = { values: Float32Array.of(1, 2, 3, 4), rows: 2, columns: 2 };

test("labels without a row, or with all rows, end in finite weights", () => {
  const head = trainHead(twoRows, softmaxRegression(Int32Array.of(0, 2), 4), 1e4);
  assert.ok([...head.weights, ...head.bias].every(Number.isFinite));
  const [zero = 0, one = 0, two = 0, three = 0] = applyHead(head, twoRows.values);
  assert.ok(zero > two && two > Math.max(one, three));

  const always = trainHead(twoRows, sigmoidRegression(Uint8Array.of(1, 0, 1, 0), 2), 1e4);
  const [yes = 0, no = 0] = applyHead(always, twoRows.values);
  assert.ok(Number.isFinite(yes) && yes > 10);
  assert.ok(Number.isFinite(no) && no < -10);
});

test("rows without a weight count neither as rows nor as the only ones of a label", () => {
  const features = { values: Float32Array.of(1, 2, 3, 4, 9), rows: 5, columns: 1 };
  const four = { values: features.values.subarray(0, 4), rows: 4, columns: 1 };
  const answers = Uint8Array.of(0, 1, 0, 1, 1, 0, 1, 0, 1, 1);
  const sampleWeights = [1, 1, 1, 1, 0];
  const sigmoid = sigmoidRegression(answers, 2, { balanced: true, sampleWeights });
  const alone = sigmoidRegression(answers.subarray(0, 8), 2, { balanced: true });
  const optimum = (of: Features, loss: HeadLoss): number =>
    objectiveOf(of, loss, trainHead(of, loss, 1), 1);
  near(optimum(features, sigmoid), optimum(four, alone), 1e-9, "sigmoid");

  const only = sigmoidRegression(Uint8Array.of(0, 0, 0, 0, 1), 1, {
    balanced: true,
    sampleWeights,
  });
  near(optimum(features, only), 0, 1e-6, "the only positive row has no weight");

  const classes = Int32Array.of(0, 0, 1, 0, 2);
  const softmax = softmaxRegression(classes, 3, { balanced: true, sampleWeights });
  const two = softmaxRegression(classes.subarray(0, 4), 3, { balanced: true });
  near(optimum(features, softmax), optimum(four, two), 1e-6, "softmax");
});

test("separable data with hardly any penalty take few iterations", () => {
  const description = { kind: "softmax", rows: 150, columns: 400, labels: 5 } as const;
  const { features, loss } = generate({ ...description, shift: 0.1, seed: 9, C: 1e4 });
  const rows = Int32Array.from({ length: 150 }, (_, row) => row);
  const tolerances = { gradientTolerance: 1e-10, decreaseTolerance: 1e-11 };
  const { iterations } = headFitter(toDesign(features), loss, rows, tolerances).minimum(1e4);
  assert.ok(iterations < 250, `${iterations} iterations`);
});

test("features that are equal, zero or enormous end in finite weights", () => {
  const classes = Int32Array.from({ length: 12 }, (_, row) => row % 3);
  for (const value of [0, 1, 1e30]) {
    const values = new Float32Array(12 * 5).fill(value);
    const features = { values, rows: 12, columns: 5 };
    const loss = softmaxRegression(classes, 3);
    const head = trainHead(features, loss, 1e4);
    assert.ok([...head.weights, ...head.bias].every(Number.isFinite));
    near(objectiveOf(features, loss, head, 1e4), 12 * Math.log(3), 1e-6, `features of ${value}`);
  }
});

test("a common offset of all features changes nothing but the bias", () => {
  for (const [rows, columns] of [
    [60, 12],
    [15, 50],
  ] as const) {
    const random = new Random(rows);
    // Whole numbers stay exact in float32 however large the offset is.
    const values = Float32Array.from({ length: rows * columns }, () => random.below(256));
    const classes = Int32Array.from({ length: rows }, () => random.below(4));
    const loss = softmaxRegression(classes, 4, { labelSmoothing: 0.05 });
    const train = (offset: number): [head: Head, objective: number] => {
      const features = { values: values.map((value) => value + offset), rows, columns };
      const head = trainHead(features, loss, 1e-4);
      return [head, objectiveOf(features, loss, head, 1e-4)];
    };
    const [[plain, objective], [moved, movedObjective]] = [train(0), train(1_000_000)];
    near(movedObjective, objective, 1e-8 * objective, "objective");
    plain.weights.forEach((weight, i) => {
      near(moved.weights[i] ?? Number.NaN, weight, 1e-6, `weight ${i}`);
    });
  }
});

test("what cannot be trained on is refused", () => {
  const refused = (run: () => unknown, message: RegExp): void =>
    assert.throws(run, { name: "DatasetError", message });
  const classes = Int32Array.of(0, 1);
  const loss = softmaxRegression(classes, 2);
  refused(() => trainHead({ ...twoRows, rows: 3 }, loss, 1), /sizes do not fit/);
  refused(() => trainHead({ values: new Float32Array(), rows: 0, columns: 2 }, loss, 1), /no rows/);
  refused(
    () => trainHead({ ...twoRows, values: Float32Array.of(1, 2, NaN, 4) }, loss, 1),
    /not finite/,
  );
  refused(() => trainHead(twoRows, softmaxRegression(Int32Array.of(0, 1, 1), 2), 1), /2 rows/);
  for (const C of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    refused(() => trainHead(twoRows, loss, C), /C is/);
  }
  refused(() => softmaxRegression(classes, 1), /label/);
  refused(() => softmaxRegression(Int32Array.of(0, -1), 2), /label/);
  refused(() => softmaxRegression(classes, 2, { labelSmoothing: 1 }), /smoothing/);
  refused(() => softmaxRegression(classes, 2, { sampleWeights: [1, -1] }), /Sample weights/);
  refused(() => softmaxRegression(classes, 2, { sampleWeights: [0, 0] }), /Sample weights/);
  refused(() => sigmoidRegression(Uint8Array.of(0, 1, 1), 2), /0 or a 1/);
  refused(() => sigmoidRegression(Uint8Array.of(0, 2), 2), /0 or a 1/);
});
