import { labelsOf } from "../dataset/labelledPicture.js";
import type { CheckedPicture } from "../dataset/report.js";
import { DatasetError } from "../dataset/datasetError.js";
import { fitHead, type FittedHead, type HeadOptions } from "./fitHead.js";
import { judgeHeldOut, toSplits, type HeldOut, type HoldOut } from "./heldOut.js";
import type { PictureFeatures } from "./pictureFeatures.js";

/** A trained head and how it did on pictures that it had not seen. */
export interface FineTuned {
  readonly labels: readonly string[];
  readonly fitted: FittedHead;
  readonly heldOut: HeldOut;
}

/**
 * Trains a head and measures it. With one split, the measured head is returned. With folds, heads that
 * did not see a picture judge it, and the returned head is trained on all pictures.
 *
 * @throws DatasetError where the pictures have fewer than two labels
 */
export function finetune(
  pictures: readonly CheckedPicture[],
  features: PictureFeatures,
  holdOut: HoldOut,
  options: HeadOptions,
): FineTuned {
  const labels = labelsOf(pictures);
  if (labels.length < 2 && options.task === "single-label") {
    throw new DatasetError("At least two labels are needed.");
  }
  const splits = toSplits(pictures, holdOut, options.seed);
  const [first] = splits;
  const all = pictures.map((_, index) => index);
  const training = splits.length === 1 ? (first?.training ?? all) : all;
  const fitted = fitHead(pictures, features, training, labels, options);
  const chosen = splits.length === 1 ? { ...options, strength: fitted.strength } : options;
  return { labels, fitted, heldOut: judgeHeldOut(pictures, features, labels, splits, chosen) };
}
