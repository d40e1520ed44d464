import type { Task } from "../../inference/modelFolder.js";
import { bestLabel, type ScoredPictures } from "../evaluation/scoredPictures.js";

/** Steps of thresholds in 1. Scores in service differ from those in training by far less. */
const STEPS = 10_000;

/** A picture to which a label could be given. */
interface Candidate {
  /** Step of its score, rounded down. */
  readonly step: number;
  readonly isRight: boolean;
}

/**
 * Finds for each label the score from which it is given: the lowest one that reaches the wished
 * precision, or without a wish the one with the best F1. With one label a picture, only the best label
 * of a picture can be given to it.
 *
 * @param scored held-out pictures
 * @param precision share of the given labels that shall be right, above 0 and at most 1
 * @returns for each label 0 to 1; Infinity where no score reaches the precision, or no picture would
 *   be given the label rightly
 */
export function toThresholds(scored: ScoredPictures, task: Task, precision?: number): number[] {
  const { labels, scores, truth } = scored;
  const candidates = labels.map((): Candidate[] => []);
  const support = labels.map(() => 0);
  scores.forEach((row, picture) => {
    const own = truth[picture] ?? [];
    for (const label of own) support[label] = (support[label] ?? 0) + 1;
    const possible = task === "single-label" ? [bestLabel(row)] : labels.keys();
    for (const label of possible) {
      const step = Math.floor((row[label] ?? 0) * STEPS);
      candidates[label]?.push({ step, isRight: own.includes(label) });
    }
  });
  return candidates.map((ofLabel, label) =>
    precision === undefined
      ? bestF1(ofLabel, support[label] ?? 0)
      : lowestWithPrecision(ofLabel, precision),
  );
}

function bestF1(candidates: readonly Candidate[], support: number): number {
  let best = { f1: 0, threshold: Number.POSITIVE_INFINITY };
  for (const { threshold, given, right } of outcomes(candidates)) {
    const f1 = (2 * right) / (given + support);
    if (right > 0 && f1 >= best.f1) best = { f1, threshold };
  }
  return best.threshold;
}

function lowestWithPrecision(candidates: readonly Candidate[], precision: number): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const { threshold, given, right } of outcomes(candidates)) {
    if (right / given >= precision) lowest = threshold;
  }
  return lowest;
}

/** Counts the pictures that would be given the label, for each threshold from the highest down. */
function* outcomes(
  candidates: readonly Candidate[],
): Generator<{ threshold: number; given: number; right: number }> {
  const sorted = candidates.toSorted((a, b) => b.step - a.step);
  let right = 0;
  for (const [index, { step, isRight }] of sorted.entries()) {
    if (isRight) right++;
    if (sorted[index + 1]?.step !== step)
      yield { threshold: step / STEPS, given: index + 1, right };
  }
}
