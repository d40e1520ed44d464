import type { KnownPicture } from "../dataset/report.js";
import { splitByFraction, splitIntoFolds, type Split } from "../dataset/split.js";
import type { Output } from "../evaluation/predict.js";
import { applyHead } from "../../inference/heads.js";
import { fitHead, type HeadOptions } from "./fitHead.js";
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
}

/**
 * Trains a head on the training pictures of each split and applies it to the held-out pictures.
 *
 * @throws DatasetError as {@link fitHead} does
 */
export function judgeHeldOut(
  pictures: readonly KnownPicture[],
  features: PictureFeatures,
  labels: readonly string[],
  splits: readonly Split<number>[],
  options: HeadOptions,
): HeldOut {
  const indices: number[] = [];
  const outputs: Output[] = [];
  for (const { training, validation } of splits) {
    const { head } = fitHead(pictures, features, training, labels, options);
    for (const index of validation) {
      indices.push(index);
      const values = applyHead(head, features.plain[index] ?? new Float32Array());
      outputs.push({ values, milliseconds: undefined });
    }
  }
  return { indices, outputs };
}
