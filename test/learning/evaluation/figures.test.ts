import assert from "node:assert/strict";
import { test } from "node:test";
import {
  calibration,
  expectedCalibrationError,
} from "../../../src/learning/evaluation/calibration.js";
import {
  average,
  countLabels,
  f1,
  iou,
  precision,
  recall,
} from "../../../src/learning/evaluation/counts.js";
import { givenLabels } from "../../../src/learning/evaluation/givenLabels.js";
import { escapeHtml, percent, table } from "../../../src/learning/evaluation/html.js";
import { logLossOf } from "../../../src/learning/evaluation/logLoss.js";
import { mcnemar } from "../../../src/learning/evaluation/mcnemar.js";
import { perLabelRows } from "../../../src/learning/evaluation/perLabel.js";
import { curves, lowerBound, rankingQuality } from "../../../src/learning/evaluation/ranking.js";
import { requireSameLabels } from "../../../src/learning/evaluation/sameLabels.js";
import { bestLabel } from "../../../src/learning/evaluation/scoredPictures.js";

const near = (actual: number | null | undefined, expected: number): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-12, `${actual}, not ${expected}`);

test("labels are counted where given and true, given only, true only", () => {
  const counts = countLabels(3, [[0], [0, 1], []], [[0], [1], [1]]);
  assert.deepEqual(counts, [
    { truePositives: 1, falsePositives: 1, falseNegatives: 0 },
    { truePositives: 1, falsePositives: 0, falseNegatives: 1 },
    { truePositives: 0, falsePositives: 0, falseNegatives: 0 },
  ]);
  const [first, second] = counts.map((each) => [
    precision(each),
    recall(each),
    f1(each),
    iou(each),
  ]);
  assert.deepEqual(first, [0.5, 1, 2 / 3, 0.5]);
  assert.deepEqual(second, [1, 0.5, 2 / 3, 0.5]);
  const { macro, micro, weighted } = average(counts, recall);
  near(macro, (1 + 0.5 + 0) / 3);
  near(micro, 2 / 3);
  near(weighted, (1 * 1 + 0.5 * 2) / 3);
});

test("a threshold gives labels, or the first of the best", () => {
  assert.deepEqual(givenLabels([0.5, 0.2, 0.7], "multi-label", 0.5), [0, 2]);
  assert.deepEqual(givenLabels([0.1, 0.4, 0.4], "single-label", 0.5), [1]);
  assert.equal(bestLabel([]), 0);
});

test("probabilities of 0 and 1 have a finite log loss", () => {
  near(logLossOf(0.5), Math.LN2);
  near(logLossOf(0), 52 * Math.LN2);
  assert.ok(logLossOf(1) > 0 && logLossOf(1) < 1e-15);
});

test("calibration: intervals hold their upper end", () => {
  const bins = calibration([0, 1 / 15, 0.07, 1, 1], [false, true, true, true, false]);
  assert.deepEqual(
    bins.map(({ count }) => count),
    [2, 1, ...Array(12).fill(0), 2],
  );
  assert.deepEqual(bins[14], { count: 2, confidence: 1, accuracy: 0.5 });
  near(expectedCalibrationError(bins), (Math.abs(1 - 1 / 15) + 0.93 + 2 * 0.5) / 5);
  assert.equal(expectedCalibrationError([]), null);
});

test("McNemar's test: five to none is 1 in 16, and models alike have p = 1", () => {
  const five = Array(5).fill(true);
  near(mcnemar(five, Array(5).fill(false)).pValue, 2 / 2 ** 5);
  near(mcnemar(five, five).pValue, 1);
  near(mcnemar([true, false], [false, true]).pValue, 1);
});

test("ranking: ties count half; curves go from nothing to everything", () => {
  near(rankingQuality([0.9, 0.5], [0.5, 0.1]).auc, 3.5 / 4);
  near(rankingQuality([0.9, 0.2], [0.5]).averagePrecision, (1 + 2 / 3) / 2);
  assert.deepEqual(rankingQuality([], [1]), { auc: null, averagePrecision: null });
  assert.equal(lowerBound(Float64Array.of(1, 2, 2, 3), 2), 1);
  const { roc, precisionRecall } = curves([0.9, 0.5, 0.5, 0.1], (picture) => picture < 2);
  assert.deepEqual(roc, [
    [0, 0],
    [0, 0.5],
    [0.5, 1],
    [1, 1],
  ]);
  assert.deepEqual(precisionRecall, [
    [0.5, 1],
    [1, 2 / 3],
    [1, 0.5],
  ]);
});

test("a table of labels leaves out those that never occur", () => {
  const scored = {
    labels: ["cat", "dog", "fox"],
    scores: [
      [0.8, 0.1, 0.1],
      [0.6, 0.3, 0.1],
      [0.1, 0.8, 0.1],
    ],
    truth: [[0], [1], [1]],
  };
  assert.deepEqual(perLabelRows({ scored, task: "single-label", threshold: 0.5 }), [
    ["dog", 2, "1.000", "0.500", "0.667", "1.000", "1.000"],
    ["cat", 1, "0.500", "1.000", "0.667", "1.000", "1.000"],
  ]);
});

test("HTML: nothing of a name becomes markup", () => {
  assert.equal(escapeHtml(`<b a="1" c='2'>&`), "&#60;b a=&#34;1&#34; c=&#39;2&#39;&#62;&#38;");
  const html = table(["<h>"], [["<td>", 1]]);
  assert.ok(html.includes("<th>&#60;h&#62;</th>") && html.includes("<td>&#60;td&#62;</td>"));
  assert.ok(html.includes('<td class="number">1</td>'));
  assert.equal(percent(0.1234), "12.3 %");
});

test("models with other labels, or others in order, do not compare", () => {
  requireSameLabels({ labels: ["a", "b"] }, { labels: ["a", "b"] });
  for (const labels of [["b", "a"], ["a"], ["a,b"]]) {
    assert.throws(() => requireSameLabels({ labels: ["a", "b"] }, { labels }), {
      code: "InvalidModel",
    });
  }
});
