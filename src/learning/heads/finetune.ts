import { labelsOf } from "../dataset/labelledPicture.js";
import type { CheckedPicture } from "../dataset/report.js";
import { ClassifierError } from "../../errors.js";
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
 * Trains a head and measures it. With one split, the head is the one that was measured; with folds,
 * each picture is judged by a head that did not see it, and the head itself is trained on all.
 *
 * @throws ClassifierError `InvalidRequest` where the pictures have too few labels
 */
export function finetune(
  pictures: readonly CheckedPicture[],
  features: PictureFeatures,
  holdOut: HoldOut,
  options: HeadOptions,
): FineTuned {
  const labels = labelsOf(pictures);
  if (labels.length < 2 && options.task === "single-label") {
    throw new ClassifierError("InvalidRequest", "Two labels are needed at least.");
  }
  const splits = toSplits(pictures, holdOut, options.seed);
  const [first] = splits;
  const all = pictures.map((_, index) => index);
  const training = splits.length === 1 ? (first?.training ?? all) : all;
  const fitted = fitHead(pictures, features, training, labels, options);
  const chosen = splits.length === 1 ? { ...options, strength: fitted.strength } : options;
  return { labels, fitted, heldOut: judgeHeldOut(pictures, features, labels, splits, chosen) };
}
