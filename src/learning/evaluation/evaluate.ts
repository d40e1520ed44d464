import type { CheckedPicture } from "../dataset/report.js";
import type { ModelFolder, Task } from "../../inference/modelFolder.js";
import { toScores } from "../../labels/scores.js";
import { multiClassMetrics } from "./multiClassMetrics.js";
import { multiLabelMetrics } from "./multiLabelMetrics.js";
import type { Output } from "./predict.js";
import { bestLabel, type Metrics, type Predictions } from "./predictions.js";

/** How a model did on labelled pictures. */
export interface Evaluation {
  readonly model: Pick<ModelFolder, "name" | "version">;
  readonly task: Task;
  /** From which score on a label counts as given, where there may be several. */
  readonly threshold: number;
  readonly pictures: readonly CheckedPicture[];
  readonly predictions: Predictions;
  readonly metrics: Metrics;
  /** Whether each picture was labelled entirely right. */
  readonly isRight: readonly boolean[];
}

/**
 * @param pictures whose labels are all among the model's
 * @param outputs of the model, one for each picture
 */
export function evaluate(
  model: Pick<ModelFolder, "name" | "version" | "labels">,
  task: Task,
  threshold: number,
  pictures: readonly CheckedPicture[],
  outputs: readonly Output[],
): Evaluation {
  const index = new Map(model.labels.map((label, i) => [label, i]));
  const apply = task === "multi-label" ? "sigmoid" : "softmax";
  const predictions: Predictions = {
    labels: model.labels,
    scores: outputs.map(({ values }) => toScores(values, apply)),
    truth: pictures.map(({ labels }) => labels.flatMap((label) => index.get(label) ?? [])),
  };
  const metrics =
    task === "multi-label"
      ? multiLabelMetrics(predictions, threshold)
      : multiClassMetrics(predictions);
  return {
    model: { name: model.name, version: model.version },
    task,
    threshold,
    pictures,
    predictions,
    metrics: { ...metrics, pictures_per_second: picturesPerSecond(outputs) },
    isRight: predictions.scores.map((scores, picture) =>
      isSame(givenLabels(scores, task, threshold), predictions.truth[picture] ?? []),
    ),
  };
}

/** The indices of the labels that count as given. */
export function givenLabels(scores: ArrayLike<number>, task: Task, threshold: number): number[] {
  if (task === "single-label") return [bestLabel(scores)];
  return Array.from(scores, (_, label) => label).filter(
    (label) => (scores[label] ?? 0) >= threshold,
  );
}

function isSame(given: readonly number[], truth: readonly number[]): boolean {
  return given.length === truth.length && given.every((label) => truth.includes(label));
}

/** Of inference alone, over the pictures that were not known from an earlier run. */
function picturesPerSecond(outputs: readonly Output[]): number | null {
  const times = outputs.flatMap(({ milliseconds }) => milliseconds ?? []);
  const total = times.reduce((sum, time) => sum + time, 0);
  return total > 0 ? (1000 * times.length) / total : null;
}
