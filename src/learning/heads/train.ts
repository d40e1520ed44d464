import type { Task } from "../../inference/modelFolder.js";
import { requireTwoLabels } from "../dataset/twoLabels.js";
import { labelsOf } from "../dataset/labelledPicture.js";
import type { KnownPicture } from "../dataset/report.js";
import { calibrationError } from "../evaluation/calibration.js";
import { evaluate, toScored, type Evaluation } from "../evaluation/evaluate.js";
import type { Head } from "../regression/head.js";
import { fitHead, type FittedHead, type HeadOptions } from "./fitHead.js";
import { judgeHeldOut, toSplits, type HoldOut } from "./heldOut.js";
import type { PictureFeatures } from "./pictureFeatures.js";
import { toThresholds } from "./thresholds.js";

/** A trained head and how it did on pictures that it had not seen. */
export interface Trained extends FittedHead {
  readonly task: Task;
  /** Names in the order of the head's outputs, sorted. */
  readonly labels: readonly string[];
  /** For each label the score from which it is sure, 0 to 1; Infinity: never. */
  readonly thresholds: readonly number[];
  /** On the held-out pictures, with the calibration error before and after. */
  readonly evaluation: Evaluation;
  /** For each picture of the evaluation, the head that judged it. */
  readonly judges: readonly Head[];
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
  requireTwoLabels(pictures, task);
  const splits = toSplits(pictures, holdOut, options.seed);
  const fits = splits.map(({ training }) => fitHead(pictures, features, training, labels, options));
  const [first] = fits;
  const all = pictures.map((_, index) => index);
  const fitted =
    first && fits.length === 1 ? first : fitHead(pictures, features, all, labels, options);
  const heldOut = judgeHeldOut(features, splits, fits);
  const judged = heldOut.indices.flatMap((index) => pictures[index] ?? []);
  const evaluation = evaluate(labels, task, THRESHOLD, judged, heldOut.outputs);
  const uncalibrated = toScored(labels, task, judged, heldOut.uncalibrated);
  const metrics = {
    ...evaluation.metrics,
    expected_calibration_error: calibrationError(evaluation.scored, task),
    expected_calibration_error_before: calibrationError(uncalibrated, task),
  };
  const thresholds = toThresholds(evaluation.scored, task, options.precision);
  const { judges } = heldOut;
  return { ...fitted, task, labels, thresholds, evaluation: { ...evaluation, metrics }, judges };
}
