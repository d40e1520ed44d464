import type { KnownPicture } from "../dataset/report.js";
import type { Task } from "../../inference/modelFolder.js";
import { toScores } from "../../labels/scores.js";
import { givenLabels } from "./givenLabels.js";
import { multiClassMetrics } from "./multiClassMetrics.js";
import { multiLabelMetrics } from "./multiLabelMetrics.js";
import type { Output } from "./predict.js";
import { toTruth, type Metrics, type ScoredPictures } from "./scoredPictures.js";

/** How good a model is on labelled pictures. */
export interface Evaluation {
  readonly task: Task;
  /** Score from which a label counts as given; for several labels only. */
  readonly threshold: number;
  readonly pictures: readonly KnownPicture[];
  readonly scored: ScoredPictures;
  readonly metrics: Metrics;
  /** For each picture, whether its labels are exactly right. */
  readonly isRight: readonly boolean[];
}

/**
 * Measures a model by its outputs for labelled pictures.
 *
 * @param labels of the model, in the order of its outputs
 * @param pictures whose labels are all among the model's
 * @param outputs of the model, one for each picture
 */
export function evaluate(
  labels: readonly string[],
  task: Task,
  threshold: number,
  pictures: readonly KnownPicture[],
  outputs: readonly Output[],
): Evaluation {
  const scored = toScored(labels, task, pictures, outputs);
  const metrics =
    task === "multi-label" ? multiLabelMetrics(scored, threshold) : multiClassMetrics(scored);
  return {
    task,
    threshold,
    pictures,
    scored,
    metrics: { ...metrics, pictures_per_second: picturesPerSecond(outputs) },
    isRight: scored.scores.map((scores, picture) =>
      isSame(givenLabels(scores, task, threshold), scored.truth[picture] ?? []),
    ),
  };
}

/** Puts scores beside the indices of the right labels. Arguments as for {@link evaluate}. */
export function toScored(
  labels: readonly string[],
  task: Task,
  pictures: readonly KnownPicture[],
  outputs: readonly Output[],
): ScoredPictures {
  const apply = task === "multi-label" ? "sigmoid" : "softmax";
  return {
    labels,
    scores: outputs.map(({ values }) => toScores(values, apply)),
    truth: toTruth(
      pictures.map((picture) => picture.labels),
      labels,
    ),
  };
}

function isSame(given: readonly number[], truth: readonly number[]): boolean {
  return given.length === truth.length && given.every((label) => truth.includes(label));
}

/** Computes the speed of inference alone, over the pictures that did not come from the cache. */
function picturesPerSecond(outputs: readonly Output[]): number | null {
  const times = outputs.flatMap(({ milliseconds }) => milliseconds ?? []);
  const total = times.reduce((sum, time) => sum + time, 0);
  return total > 0 ? (1000 * times.length) / total : null;
}
