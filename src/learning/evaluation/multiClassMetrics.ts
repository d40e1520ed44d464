import { topK } from "../../labels/topK.js";
import { calibrationError } from "./calibration.js";
import {
  average,
  countLabels,
  f1,
  precision,
  ratio,
  recall,
  support,
  type Counts,
} from "./counts.js";
import { logLossOf } from "./logLoss.js";
import { bestLabel, type Metrics, type ScoredPictures } from "./scoredPictures.js";
import { rankingQuality } from "./ranking.js";
import { rankingMetrics } from "./rankingMetrics.js";

/**
 * Computes the metrics of Azure ML's evaluation component for pictures with one label each, under its
 * names and as scikit-learn defines them, and `top_5_accuracy` and `expected_calibration_error`.
 *
 * - `weighted_accuracy` weights each picture by the share of pictures of its class.
 * - `norm_macro_recall` is `recall_score_macro` scaled so that guessing gives 0: (r − 1/C) / (1 − 1/C),
 *   at least 0.
 * - `…_macro` of F1, precision and recall is the mean over the labels that occur in truth or in
 *   predictions: a label that the model gave and no picture has counts as 0.
 * - `…_binary` exist for exactly two labels; the second one is the positive one.
 *
 * Source: "Evaluate AutoML experiment results", Azure ML; `sklearn.metrics`.
 */
export function multiClassMetrics(scored: ScoredPictures): Metrics {
  const { labels, scores, truth } = scored;
  const actual = truth.map(([label]) => label ?? 0);
  const given = scores.map(bestLabel);
  const isRight = given.map((label, picture) => label === actual[picture]);
  const counts = countLabels(
    labels.length,
    given.map((label) => [label]),
    truth,
  );
  const seen = counts.filter((each) => support(each) + each.falsePositives > 0);
  const present = counts.filter((each) => support(each) > 0);
  const recallMacro = average(seen, recall).macro;
  const guess = 1 / labels.length;
  return {
    accuracy: ratio(isRight.filter(Boolean).length, actual.length),
    weighted_accuracy: weightedAccuracy(present),
    balanced_accuracy: average(present, recall).macro,
    norm_macro_recall: guess < 1 ? Math.max(0, (recallMacro - guess) / (1 - guess)) : null,
    log_loss: logLoss(scores, actual),
    matthews_correlation: matthewsCorrelation(counts, actual.length),
    ...named("f1_score", average(seen, f1)),
    ...named("precision_score", average(seen, precision)),
    ...named("recall_score", average(seen, recall)),
    ...rankingMetrics(scored),
    ...(labels.length === 2 && binaryMetrics(counts[1], scores, actual)),
    top_5_accuracy: topFiveAccuracy(scores, actual),
    expected_calibration_error: calibrationError(scored, "single-label"),
  };
}

export function named(name: string, averages: ReturnType<typeof average>): Metrics {
  const { macro, micro, weighted } = averages;
  return { [`${name}_macro`]: macro, [`${name}_micro`]: micro, [`${name}_weighted`]: weighted };
}

function weightedAccuracy(present: readonly Counts[]): number {
  let right = 0;
  let all = 0;
  for (const counts of present) {
    right += support(counts) * counts.truePositives;
    all += support(counts) ** 2;
  }
  return ratio(right, all);
}

function logLoss(scores: ScoredPictures["scores"], actual: readonly number[]): number {
  let sum = 0;
  scores.forEach((row, picture) => {
    sum += logLossOf(row[actual[picture] ?? 0] ?? 0);
  });
  return ratio(sum, scores.length);
}

/** Gorodkin's generalisation to many classes (scikit-learn's `matthews_corrcoef`). */
function matthewsCorrelation(counts: readonly Counts[], pictures: number): number {
  let right = 0;
  let product = 0;
  let givenSquares = 0;
  let actualSquares = 0;
  for (const each of counts) {
    const given = each.truePositives + each.falsePositives;
    right += each.truePositives;
    product += given * support(each);
    givenSquares += given ** 2;
    actualSquares += support(each) ** 2;
  }
  const spread = (pictures ** 2 - givenSquares) * (pictures ** 2 - actualSquares);
  return ratio(right * pictures - product, Math.sqrt(spread));
}

function binaryMetrics(
  positive: Counts | undefined,
  scores: ScoredPictures["scores"],
  actual: readonly number[],
): Metrics {
  if (!positive) return {};
  const ofLabel = (label: number): number[] =>
    scores.filter((_, picture) => actual[picture] === label).map((row) => row[1] ?? 0);
  const { auc, averagePrecision } = rankingQuality(ofLabel(1), ofLabel(0));
  return {
    f1_score_binary: f1(positive),
    precision_score_binary: precision(positive),
    recall_score_binary: recall(positive),
    AUC_binary: auc,
    average_precision_score_binary: averagePrecision,
  };
}

function topFiveAccuracy(scores: ScoredPictures["scores"], actual: readonly number[]): number {
  const found = scores.filter((row, picture) => {
    return topK(Float64Array.from(row), Math.min(5, row.length)).includes(actual[picture] ?? -1);
  });
  return ratio(found.length, scores.length);
}
