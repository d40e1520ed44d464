import type { Task } from "../../inference/modelFolder.js";
import { DatasetError } from "../dataset/datasetError.js";
import { labelsOf } from "../dataset/labelledPicture.js";
import type { KnownPicture } from "../dataset/report.js";
import { evaluate, type Evaluation } from "../evaluation/evaluate.js";
import { fitHead, type FittedHead, type HeadOptions } from "./fitHead.js";
import { judgeHeldOut, toSplits, type HoldOut } from "./heldOut.js";
import type { PictureFeatures } from "./pictureFeatures.js";

/** A trained head and how it did on pictures that it had not seen. */
export interface Trained extends FittedHead {
  readonly task: Task;
  /** Names in the order of the head's outputs, sorted. */
  readonly labels: readonly string[];
  /** On the held-out pictures. */
  readonly evaluation: Evaluation;
}

/** Score from which a label counts as given where a picture has any number of them. */
const THRESHOLD = 0.5;

/**
 * Trains a head and measures it. With one split, the measured head is returned. With folds, heads that
 * did not see a picture judge it, and the returned head is trained on all pictures.
 *
 * It computes without a pause. Its arguments and its result can go to another thread and back.
 *
 * @throws DatasetError where the pictures have fewer than two labels, or as {@link fitHead} does
 */
export function train(
  pictures: readonly KnownPicture[],
  features: PictureFeatures,
  holdOut: HoldOut,
  options: HeadOptions,
): Trained {
  const { task } = options;
  const labels = labelsOf(pictures);
  if (labels.length < 2 && task === "single-label") {
    throw new DatasetError("At least two labels are needed.");
  }
  const splits = toSplits(pictures, holdOut, options.seed);
  const [first] = splits;
  const all = pictures.map((_, index) => index);
  const training = splits.length === 1 ? (first?.training ?? all) : all;
  const fitted = fitHead(pictures, features, training, labels, options);
  const chosen = splits.length === 1 ? { ...options, strength: fitted.strength } : options;
  const heldOut = judgeHeldOut(pictures, features, labels, splits, chosen);
  const judged = heldOut.indices.flatMap((index) => pictures[index] ?? []);
  const evaluation = evaluate(labels, task, THRESHOLD, judged, heldOut.outputs);
  return { ...fitted, task, labels, evaluation };
}
