import type { Task } from "../../inference/modelFolder.js";
import { toScores } from "../../labels/scores.js";
import { logLossOf } from "../evaluation/logLoss.js";
import type { Head } from "../regression/head.js";

/** Temperatures that can be found. */
const [COLDEST, HOTTEST] = [1 / 16, 16];

/** Halvings of that range, on a scale of logarithms: enough for five digits. */
const HALVINGS = 20;

/** Strength of the belief that 1 is right: with it, a few held-out pictures do not mislead. */
const BELIEF = 4;

/** The 95th percentile of chi-squared with one degree of freedom. */
const SIGNIFICANT = 3.84;

/**
 * Finds the temperature T for which the scores of logits ÷ T are calibrated: the negative log
 * likelihood of the right labels is lowest.
 *
 * Held-out pictures that are all right would make every score 1. So 1 / T has a gamma prior with its
 * mode at 1, which adds `BELIEF · (1 / T − 1 + ln T)`. The sum is convex in 1 / T. A temperature that
 * is not better than 1 by a likelihood ratio test (p < 0.05) would only add noise, so 1 is kept.
 *
 * Source: Guo et al., On Calibration of Modern Neural Networks, 2017.
 *
 * @param logits of each picture, from a head that did not see it in training; undefined where there is
 *   none
 * @param truth the indices of each picture's labels
 * @returns 1 / 16 to 16
 */
export function fitTemperature(
  logits: readonly (Float32Array | undefined)[],
  truth: readonly (readonly number[])[],
  task: Task,
): number {
  let [cold, hot] = [Math.log(COLDEST), Math.log(HOTTEST)];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (cold + hot) / 2;
    if (slope(logits, truth, task, Math.exp(middle)) < 0) hot = middle;
    else cold = middle;
  }
  const found = Math.exp((cold + hot) / 2);
  const gain = logLoss(logits, truth, task, 1) - logLoss(logits, truth, task, found);
  return 2 * gain > SIGNIFICANT ? found : 1;
}

/** The negative log likelihood of the right labels. */
function logLoss(
  logits: readonly (Float32Array | undefined)[],
  truth: readonly (readonly number[])[],
  task: Task,
  temperature: number,
): number {
  let sum = 0;
  logits.forEach((row, picture) => {
    if (row === undefined) return;
    const own = truth[picture] ?? [];
    scoresOf(row, task, temperature).forEach((score, label) => {
      if (own.includes(label)) sum += logLossOf(score);
      else if (task === "multi-label") sum += logLossOf(1 - score);
    });
  });
  return sum;
}

function scoresOf(row: Float32Array, task: Task, temperature: number): Float64Array {
  const divided = row.map((logit) => logit / temperature);
  return toScores(divided, task === "multi-label" ? "sigmoid" : "softmax");
}

/** The derivative by 1 / T of what is minimised; below 0 where a smaller T is better. */
function slope(
  logits: readonly (Float32Array | undefined)[],
  truth: readonly (readonly number[])[],
  task: Task,
  temperature: number,
): number {
  let sum = BELIEF * (1 - temperature);
  logits.forEach((row, picture) => {
    if (row === undefined) return;
    const scores = scoresOf(row, task, temperature);
    row.forEach((logit, label) => {
      sum += (scores[label] ?? 0) * logit;
    });
    for (const label of truth[picture] ?? []) sum -= row[label] ?? 0;
  });
  return sum;
}

/** Makes the head whose logits are those of this one ÷ T, so that nobody else needs to know T. */
export function withTemperature(head: Head, temperature: number): Head {
  return {
    ...head,
    weights: head.weights.map((weight) => weight / temperature),
    bias: head.bias.map((bias) => bias / temperature),
  };
}
