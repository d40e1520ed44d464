import assert from "node:assert/strict";
import { test } from "node:test";
import { crossValidate, STRENGTHS } from "../../../src/learning/regression/crossValidate.js";
import { applyHead } from "../../../src/inference/heads.js";
import { sigmoidRegression } from "../../../src/learning/regression/sigmoidRegression.js";
import { softmaxRegression } from "../../../src/learning/regression/softmaxRegression.js";
import { trainHead } from "../../../src/learning/regression/trainHead.js";
import { generate, goldens } from "./goldens.js";

const golden = goldens.crossValidation;
const groups = Int32Array.from(golden.groups);

test("the figures are those of scikit-learn's heads", () => {
  const { features, loss } = generate(golden);
  const { strength, figures } = crossValidate(features, loss, golden.folds, { groups });
  assert.equal(figures.length, STRENGTHS.length);
  figures.forEach((actual, i) => {
    const expected = golden.figures[i];
    assert.ok(expected !== undefined);
    assert.ok(Math.abs(actual.strength / expected.strength - 1) < 1e-12);
    assert.ok(Math.abs(actual.logLoss / expected.logLoss - 1) < 1e-4, `${actual.logLoss}`);
    assert.ok(Math.abs(actual.accuracy - expected.accuracy) < 1e-12, `${actual.accuracy}`);
  });
  const least = golden.figures.toSorted((a, b) => a.logLoss - b.logLoss)[0];
  assert.ok(Math.abs(strength / (least?.strength ?? 0) - 1) < 1e-12);
});

test("the logits of a row are those of a head that saw none of its group", () => {
  const { features, loss } = generate(golden);
  const { values, columns, rows } = features;
  const options = { groups, strengths: [0.5] };
  const { logits, strength } = crossValidate(features, loss, golden.folds, options);
  assert.equal(strength, 0.5);
  const [held = []] = golden.folds;
  const indices = [...groups.keys()];
  const training = indices.filter((row) => !held.includes(groups[row] ?? -1));
  const { head } = trainHead(
    {
      values: Float32Array.from(
        training.flatMap((row) => [...values.subarray(row * columns, (row + 1) * columns)]),
      ),
      rows: training.length,
      columns,
    },
    softmaxRegression(
      Int32Array.from(training, (row) => row % 3),
      3,
    ),
    0.5,
  );
  const expected = applyHead(head, values);
  const heldOut = indices.filter((row) => held.includes(groups[row] ?? -1));
  assert.equal(heldOut.length, rows / 5);
  for (const row of heldOut) {
    for (let label = row * 3; label < row * 3 + 3; label++) {
      assert.ok(Math.abs((logits[label] ?? 0) - (expected[label] ?? 0)) < 1e-3, `${label}`);
    }
  }
});

const values = Float32Array.of(-2, -1, -3, 1, 2, 3, 50);
const features = { values, rows: 7, columns: 1 };
const folds = [
  [0, 3, 6],
  [1, 4],
  [2, 5],
];

test("a label that only one fold has counts as wrong, and not in the log loss", () => {
  const seven = softmaxRegression(Int32Array.of(0, 0, 0, 1, 1, 1, 2), 3);
  const { figures, strength } = crossValidate(features, seven, folds, { strengths: [100, 1] });
  assert.deepEqual(
    figures.map(({ strength }) => strength),
    [1, 100],
  );
  assert.equal(strength, 100);
  for (const { accuracy, logLoss } of figures) {
    assert.equal(accuracy, 6 / 7);
    assert.ok(logLoss > 0 && logLoss < 0.5, `${logLoss}`);
  }
});

test("rows count by their sample weights", () => {
  const classes = Int32Array.of(0, 0, 0, 1, 1, 1, 0);
  const weighted = (last: number) => {
    const loss = softmaxRegression(classes, 2, { sampleWeights: [1, 1, 1, 1, 1, 1, last] });
    return crossValidate(features, loss, folds, { strengths: [1] }).figures[0];
  };
  assert.equal(weighted(0)?.accuracy, 1);
  const { accuracy = 0, logLoss = 0 } = weighted(2) ?? {};
  assert.ok(accuracy < 1 && logLoss > 1, `${accuracy}, ${logLoss}`);
});

test("labels of their own are judged one by one", () => {
  const answers = Uint8Array.from([0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
  const loss = sigmoidRegression(answers, 2);
  const { figures, logits } = crossValidate(features, loss, folds, { strengths: [10] });
  // The second label's only negative row is never foreseen; all other decisions are right.
  assert.equal(figures[0]?.accuracy, 13 / 14);
  assert.ok((figures[0]?.logLoss ?? 1) < 0.5);
  assert.equal(logits.length, 14);
});

test("folds that do not fit the rows are refused", () => {
  const loss = softmaxRegression(Int32Array.of(0, 0, 0, 1, 1, 1, 1), 2);
  const refused = (folds: number[][], message: RegExp, options = {}): void =>
    assert.throws(() => crossValidate(features, loss, folds, options), {
      code: "InvalidRequest",
      message,
    });
  refused([[0, 1, 2, 3, 4, 5, 6]], /two folds/);
  refused([[0, 1, 2, 3, 4, 5, 6], []], /two folds/);
  refused(
    [
      [0, 1, 2, 3],
      [4, 5],
    ],
    /6 is in no fold/,
  );
  refused(
    [
      [0, 1, 2, 3],
      [3, 4, 5, 6],
    ],
    /3 is in more than one/,
  );
  refused(folds, /C is/, { strengths: [0] });
  refused(folds, /needs a strength/, { strengths: [] });
  refused(folds, /7 rows/, { groups: Int32Array.of(0, 1) });
  refused(
    [
      [0, 1, 2],
      [3, 4, 5, 6],
    ],
    /both sides/,
  );
});
