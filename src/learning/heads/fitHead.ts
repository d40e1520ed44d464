import { splitIntoFolds } from "../dataset/split.js";
import type { KnownPicture } from "../dataset/report.js";
import type { Task } from "../../inference/modelFolder.js";
import { crossValidate, heldOutLogits, type StrengthFigures } from "../regression/crossValidate.js";
import type { Features } from "../regression/design.js";
import type { Head } from "../regression/head.js";
import type { HeadLoss } from "../regression/headLoss.js";
import { toTruth } from "../evaluation/scoredPictures.js";
import type { PictureFeatures } from "./pictureFeatures.js";
import { sigmoidRegression } from "../regression/sigmoidRegression.js";
import { softmaxRegression } from "../regression/softmaxRegression.js";
import { trainHead } from "../regression/trainHead.js";
import { fitTemperature, withTemperature } from "./temperature.js";

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
  /** Share of right ones among the pictures of a label that a threshold keeps; else the best F1. */
  readonly precision?: number | undefined;
}

export interface FittedHead {
  /** Its scores are calibrated. */
  readonly head: Head;
  /** By which its weights and its bias were divided. */
  readonly temperature: number;
  readonly strength: number;
  /** Results of the cross-validation; empty where the strength was given. */
  readonly figures: readonly StrengthFigures[];
}

/** Folds of the cross-validation that chooses the strength and the temperature. */
const FOLDS = 5;

/**
 * Trains a head on pictures and their views. All pictures count the same, however many views they
 * have, so strength and temperature are chosen on the pictures alone, which is faster.
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
  const own = indices.map((index) => pictures[index]?.labels ?? []);
  const plain = toMatrix(
    indices.flatMap((index) => features.plain[index] ?? []),
    features.width,
  );
  const loss = toLoss(own, labels, options);
  const folds = foldsOf(own, options.seed);
  const { strength, logits, figures } =
    options.strength === undefined
      ? crossValidate(plain, loss, folds)
      : {
          strength: options.strength,
          logits: heldOutLogits(plain, loss, folds, options.strength),
          figures: [],
        };
  const temperature = fitTemperature(logits, toTruth(own, labels), options.task);
  const head = trainOnViews(pictures, features, indices, labels, { ...options, strength });
  return { head: withTemperature(head, temperature), temperature, strength, figures };
}

/** Trains with one strength on pictures and their views. */
function trainOnViews(
  pictures: readonly KnownPicture[],
  features: PictureFeatures,
  indices: readonly number[],
  labels: readonly string[],
  options: HeadOptions & { readonly strength: number },
): Head {
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
  const matrix = toMatrix(
    rows.map(({ values }) => values),
    features.width,
  );
  return trainHead(matrix, loss, options.strength);
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
  const truth = toTruth(rows, labels);
  if (task === "single-label") {
    const classes = Int32Array.from(truth, ([label = 0]) => label);
    return softmaxRegression(classes, labels.length, {
      balanced,
      sampleWeights,
      labelSmoothing,
    });
  }
  const targets = new Uint8Array(rows.length * labels.length);
  truth.forEach((own, row) => {
    for (const label of own) targets[row * labels.length + label] = 1;
  });
  return sigmoidRegression(targets, labels.length, { balanced, sampleWeights });
}
