import type { KnownPicture } from "../dataset/report.js";
import { splitByFraction, splitIntoFolds, type Split } from "../dataset/split.js";
import type { Output } from "../evaluation/predict.js";
import { applyHead } from "../../inference/heads.js";
import type { Head } from "../regression/head.js";
import type { FittedHead } from "./fitHead.js";
import type { PictureFeatures } from "./pictureFeatures.js";

/** How pictures are held out to measure with. */
export type HoldOut =
  | { readonly kind: "fraction"; readonly fraction: number }
  | { readonly kind: "folds"; readonly folds: number }
  | { readonly kind: "given"; readonly validation: ReadonlySet<number> };

/** Splits the indices of the pictures; each held-out picture is in one split. */
export function toSplits(
  pictures: readonly KnownPicture[],
  holdOut: HoldOut,
  seed: number,
): Split<number>[] {
  const items = pictures.map(({ labels }, index) => ({ index, labels }));
  const toIndices = ({ training, validation }: Split<(typeof items)[number]>): Split<number> => ({
    training: training.map(({ index }) => index),
    validation: validation.map(({ index }) => index),
  });
  switch (holdOut.kind) {
    case "fraction":
      return [toIndices(splitByFraction(items, holdOut.fraction, seed))];
    case "folds":
      return splitIntoFolds(items, holdOut.folds, seed).map(toIndices);
    case "given":
      return [
        {
          training: items.flatMap(({ index }) => (holdOut.validation.has(index) ? [] : [index])),
          validation: [...holdOut.validation],
        },
      ];
  }
}

/** Outputs for pictures from heads that did not see them in training. */
export interface HeldOut {
  /** Indices of the held-out pictures, and the outputs for each. */
  readonly indices: number[];
  readonly outputs: Output[];
  /** What the outputs would be without the temperature. */
  readonly uncalibrated: Output[];
  /** The head of each output. */
  readonly judges: Head[];
}

/**
 * Applies the head of each split to the pictures that the split holds out.
 *
 * @param fits trained on the training pictures of the splits
 */
export function judgeHeldOut(
  features: PictureFeatures,
  splits: readonly Split<number>[],
  fits: readonly FittedHead[],
): HeldOut {
  const heldOut: HeldOut = { indices: [], outputs: [], uncalibrated: [], judges: [] };
  fits.forEach(({ head, temperature }, i) => {
    for (const index of splits[i]?.validation ?? []) {
      const logits = applyHead(head, features.plain[index] ?? new Float32Array());
      const before = logits.map((logit) => logit * temperature);
      heldOut.indices.push(index);
      heldOut.judges.push(head);
      heldOut.outputs.push({ values: logits, milliseconds: undefined });
      heldOut.uncalibrated.push({ values: before, milliseconds: undefined });
    }
  });
  return heldOut;
}
