import assert from "node:assert/strict";
import { test } from "node:test";
import {
  crossValidate,
  heldOutLogits,
  STRENGTHS,
} from "../../../src/learning/regression/crossValidate.js";
import { applyHead } from "../../../src/inference/heads.js";
import { sigmoidRegression } from "../../../src/learning/regression/sigmoidRegression.js";
import { softmaxRegression } from "../../../src/learning/regression/softmaxRegression.js";
import { trainHead } from "../../../src/learning/regression/trainHead.js";
import { toScores } from "../../../src/labels/scores.js";
import { generate, goldens } from "./goldens.js";

const golden = goldens.crossValidation;
/** The rows that each fold holds out: those of its groups. */
const heldOut = golden.folds.map((members) =>
  golden.groups.flatMap((group, row) => (members.includes(group) ? [row] : [])),
);

test("the figures are those of scikit-learn's heads", () => {
  const { features, loss } = generate(golden);
  const { strength, figures } = crossValidate(features, loss, heldOut);
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

test("the figures of a strength are those of heads that never saw the rows that they judge", () => {
  const { features, loss } = generate(golden);
  const { values, columns, rows } = features;
  const { figures } = crossValidate(features, loss, heldOut);
  const { strength = 0, logLoss, accuracy } = figures[5] ?? {};
  const rowsOf = (indices: readonly number[]): Float32Array =>
    Float32Array.from(
      indices.flatMap((row) => [...values.subarray(row * columns, (row + 1) * columns)]),
    );
  let [sum, right] = [0, 0];
  for (const held of heldOut) {
    const training = Array.from({ length: rows }, (_, row) => row).filter(
      (row) => !held.includes(row),
    );
    const own = { values: rowsOf(training), rows: training.length, columns };
    const classes = Int32Array.from(training, (row) => row % 3);
    const head = trainHead(own, softmaxRegression(classes, 3), strength);
    const logits = applyHead(head, rowsOf(held));
    held.forEach((row, i) => {
      const scores = toScores(logits.subarray(3 * i, 3 * i + 3), "softmax");
      sum -= Math.log(scores[row % 3] ?? 0);
      if (scores.indexOf(Math.max(...scores)) === row % 3) right++;
    });
  }
  assert.ok(Math.abs(sum / rows / (logLoss ?? 0) - 1) < 1e-3, `${sum / rows} and ${logLoss}`);
  assert.equal(accuracy, right / rows);
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
  const { figures, strength } = crossValidate(features, seven, folds);
  assert.ok(strength > 1, `${strength}`);
  for (const { accuracy, logLoss } of figures.slice(5)) {
    assert.equal(accuracy, 6 / 7);
    assert.ok(logLoss > 0 && logLoss < 0.5, `${logLoss}`);
  }
});

test("rows count by their sample weights", () => {
  const classes = Int32Array.of(0, 0, 0, 1, 1, 1, 0);
  const weighted = (last: number) => {
    const loss = softmaxRegression(classes, 2, { sampleWeights: [1, 1, 1, 1, 1, 1, last] });
    return crossValidate(features, loss, folds).figures.at(-1);
  };
  assert.equal(weighted(0)?.accuracy, 1);
  const { accuracy = 0, logLoss = 0 } = weighted(2) ?? {};
  assert.ok(accuracy < 1 && logLoss > 1, `${accuracy}, ${logLoss}`);
});

test("strengths beyond a clear rise of the log loss are not tried", () => {
  const classes = Int32Array.of(0, 0, 0, 1, 1, 1, 0);
  const { figures, strength } = crossValidate(features, softmaxRegression(classes, 2), folds);
  assert.ok(figures.length < STRENGTHS.length, `${figures.length}`);
  const best = figures.findIndex((each) => each.strength === strength);
  const lowest = figures[best]?.logLoss ?? 0;
  assert.equal(Math.min(...figures.map(({ logLoss }) => logLoss)), lowest);
  for (const { logLoss } of figures.slice(-2)) assert.ok(logLoss > 1.1 * lowest, `${logLoss}`);
});

test("the logits are those of the chosen strength", () => {
  const { features, loss } = generate(golden);
  const { strength, logits } = crossValidate(features, loss, heldOut);
  heldOutLogits(features, loss, heldOut, strength).forEach((expected, row) => {
    expected?.forEach((logit, k) => {
      const actual = logits[row]?.[k] ?? Number.NaN;
      assert.ok(Math.abs(actual - logit) < 1e-2, `${actual}, not ${logit}`);
    });
  });
});

test("labels of their own are judged one by one", () => {
  const answers = Uint8Array.from([0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
  const loss = sigmoidRegression(answers, 2);
  const { figures } = crossValidate(features, loss, folds);
  // The second label's only negative row is never foreseen; all other decisions are right.
  assert.equal(figures[6]?.accuracy, 13 / 14);
  assert.ok((figures[6]?.logLoss ?? 1) < 0.5);
});

test("folds that do not fit the rows are refused", () => {
  const loss = softmaxRegression(Int32Array.of(0, 0, 0, 1, 1, 1, 1), 2);
  const refused = (folds: number[][], message: RegExp): void =>
    assert.throws(() => crossValidate(features, loss, folds), { name: "DatasetError", message });
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
  refused([...folds, [7]], /7 is in more than one fold, or does not exist/);
  const short = { ...features, values: values.subarray(0, 6), rows: 6 };
  assert.throws(() => crossValidate(short, loss, folds), { message: /6 rows, but answers of 7/ });
  refused(
    [
      [0, 1, 2],
      [3, 4, 5, 6],
    ],
    /both sides/,
  );
});
