import type { CheckedPicture } from "../dataset/report.js";
import type { ModelFolder, Task } from "../../inference/modelFolder.js";
import { toScores } from "../../labels/scores.js";
import { givenLabels } from "./givenLabels.js";
import { multiClassMetrics } from "./multiClassMetrics.js";
import { multiLabelMetrics } from "./multiLabelMetrics.js";
import type { Output } from "./predict.js";
import type { Metrics, ScoredPictures } from "./scoredPictures.js";

/** How good a model is on labelled pictures. */
export interface Evaluation {
  readonly model: Pick<ModelFolder, "name">;
  readonly task: Task;
  /** Score from which a label counts as given; for several labels only. */
  readonly threshold: number;
  readonly pictures: readonly CheckedPicture[];
  readonly scored: ScoredPictures;
  readonly metrics: Metrics;
  /** For each picture, whether its labels are exactly right. */
  readonly isRight: readonly boolean[];
}

/**
 * Measures a model by its outputs for labelled pictures.
 *
 * @param pictures whose labels are all among the model's
 * @param outputs of the model, one for each picture
 */
export function evaluate(
  model: Pick<ModelFolder, "name" | "labels">,
  task: Task,
  threshold: number,
  pictures: readonly CheckedPicture[],
  outputs: readonly Output[],
): Evaluation {
  const index = new Map(model.labels.map((label, i) => [label, i]));
  const apply = task === "multi-label" ? "sigmoid" : "softmax";
  const scored: ScoredPictures = {
    labels: model.labels,
    scores: outputs.map(({ values }) => toScores(values, apply)),
    truth: pictures.map(({ labels }) => labels.flatMap((label) => index.get(label) ?? [])),
  };
  const metrics =
    task === "multi-label" ? multiLabelMetrics(scored, threshold) : multiClassMetrics(scored);
  return {
    model: { name: model.name },
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

function isSame(given: readonly number[], truth: readonly number[]): boolean {
  return given.length === truth.length && given.every((label) => truth.includes(label));
}

/** Computes the speed of inference alone, over the pictures that did not come from the cache. */
function picturesPerSecond(outputs: readonly Output[]): number | null {
  const times = outputs.flatMap(({ milliseconds }) => milliseconds ?? []);
  const total = times.reduce((sum, time) => sum + time, 0);
  return total > 0 ? (1000 * times.length) / total : null;
}
