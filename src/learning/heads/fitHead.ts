import { splitIntoFolds } from "../dataset/split.js";
import type { KnownPicture } from "../dataset/report.js";
import type { Task } from "../../inference/modelFolder.js";
import { crossValidate, type StrengthFigures } from "../regression/crossValidate.js";
import type { Features } from "../regression/design.js";
import type { Head } from "../regression/head.js";
import type { HeadLoss } from "../regression/headLoss.js";
import type { PictureFeatures } from "./pictureFeatures.js";
import { sigmoidRegression } from "../regression/sigmoidRegression.js";
import { softmaxRegression } from "../regression/softmaxRegression.js";
import { trainHead } from "../regression/trainHead.js";

/** How heads are trained. */
export interface HeadOptions {
  readonly task: Task;
  readonly seed: number;
  /** C, the inverse of the penalty's factor; by default cross-validation chooses it. */
  readonly strength?: number | undefined;
  /** Whether rare labels count as much as frequent ones. */
  readonly balanced: boolean;
  /** Share of each target that is spread over all labels, 0 to 1; single-label only. */
  readonly labelSmoothing: number;
}

export interface FittedHead {
  readonly head: Head;
  readonly strength: number;
  /** Results of the cross-validation; empty where the strength was given. */
  readonly figures: readonly StrengthFigures[];
}

/** Folds of the cross-validation that chooses the strength. */
const FOLDS = 5;

/**
 * Trains a head on pictures and their views. All pictures count the same, however many views they
 * have, so the strength is chosen on the pictures alone, which is faster.
 *
 * @param indices of the pictures to train on
 * @param labels names in the order of the head's outputs
 * @throws DatasetError where the pictures are too few, or all have the same labels
 */
export function fitHead(
  pictures: readonly KnownPicture[],
  features: PictureFeatures,
  indices: readonly number[],
  labels: readonly string[],
  options: HeadOptions,
): FittedHead {
  const chosen = options.strength ?? chooseStrength(pictures, features, indices, labels, options);
  const { strength, figures } =
    typeof chosen === "number" ? { strength: chosen, figures: [] } : chosen;
  const rows = indices.flatMap((index) => {
    const all = [features.plain[index], ...(features.views[index] ?? [])];
    return all.flatMap((values) => (values ? [{ values, index, weight: 1 / all.length }] : []));
  });
  const loss = toLoss(
    rows.map(({ index }) => pictures[index]?.labels ?? []),
    labels,
    options,
    rows.map(({ weight }) => weight),
  );
  const head = trainHead(
    toMatrix(
      rows.map(({ values }) => values),
      features.width,
    ),
    loss,
    strength,
  );
  return { head, strength, figures };
}

/** Cross-validates on the pictures without their views. */
function chooseStrength(
  pictures: readonly KnownPicture[],
  { plain, width }: PictureFeatures,
  indices: readonly number[],
  labels: readonly string[],
  options: HeadOptions,
): Pick<FittedHead, "strength" | "figures"> {
  const rows = indices.flatMap((index) => plain[index] ?? []);
  const own = indices.map((index) => pictures[index]?.labels ?? []);
  const loss = toLoss(own, labels, options);
  return crossValidate(toMatrix(rows, width), loss, foldsOf(own, options.seed));
}

function toMatrix(rows: readonly Float32Array[], width: number): Features {
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, i) => values.set(row, i * width));
  return { values, rows: rows.length, columns: width };
}

/**
 * Lists the rows that each fold holds out.
 *
 * @param rows the labels of each row
 */
function foldsOf(rows: readonly (readonly string[])[], seed: number): number[][] {
  const items = rows.map((labels, row) => ({ row, labels }));
  const folds = splitIntoFolds(items, Math.min(FOLDS, items.length), seed);
  return folds.map(({ validation }) => validation.map(({ row }) => row));
}

function toLoss(
  rows: readonly (readonly string[])[],
  labels: readonly string[],
  { task, balanced, labelSmoothing }: HeadOptions,
  sampleWeights?: readonly number[],
): HeadLoss {
  const index = new Map(labels.map((label, i) => [label, i]));
  if (task === "single-label") {
    const classes = Int32Array.from(rows, ([label = ""]) => index.get(label) ?? 0);
    return softmaxRegression(classes, labels.length, {
      balanced,
      sampleWeights,
      labelSmoothing,
    });
  }
  const targets = new Uint8Array(rows.length * labels.length);
  rows.forEach((own, row) => {
    for (const label of own) targets[row * labels.length + (index.get(label) ?? 0)] = 1;
  });
  return sigmoidRegression(targets, labels.length, { balanced, sampleWeights });
}
