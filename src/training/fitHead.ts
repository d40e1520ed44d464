import { splitIntoFolds } from "../dataset/split.js";
import type { CheckedPicture } from "../dataset/report.js";
import type { Task } from "../inference/modelFolder.js";
import { crossValidate, type StrengthFigures } from "./crossValidate.js";
import type { Head } from "./head.js";
import type { HeadLoss } from "./headLoss.js";
import type { PictureFeatures } from "./pictureFeatures.js";
import { sigmoidRegression } from "./sigmoidRegression.js";
import { softmaxRegression } from "./softmaxRegression.js";
import { trainHead } from "./trainHead.js";

/** How heads are trained. */
export interface HeadOptions {
  readonly task: Task;
  readonly seed: number;
  /** Inverse of the penalty's factor; chosen by cross-validation where it is left out. */
  readonly strength?: number | undefined;
  /** Whether rare labels count as much as frequent ones. */
  readonly balanced: boolean;
  /** Share of each target that is spread over all labels, 0 to 1; single-label only. */
  readonly labelSmoothing: number;
}

export interface FittedHead {
  readonly head: Head;
  readonly strength: number;
  /** Of the cross-validation that chose the strength. */
  readonly figures: readonly StrengthFigures[];
}

/** Folds within the training pictures, by which the strength is chosen. */
const FOLDS = 5;

/**
 * Trains a head on pictures and their views.
 *
 * @param indices of the pictures to train on
 * @param labels names in the order of the head's outputs
 * @throws ClassifierError `InvalidRequest` where the pictures are too few or all alike
 */
export function fitHead(
  pictures: readonly CheckedPicture[],
  { width, plain, views }: PictureFeatures,
  indices: readonly number[],
  labels: readonly string[],
  options: HeadOptions,
): FittedHead {
  const rows = indices.flatMap((index, group) =>
    [plain[index], ...(views[index] ?? [])].flatMap((values) =>
      values ? [{ values, group, index }] : [],
    ),
  );
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, i) => values.set(row.values, i * width));
  const features = { values, rows: rows.length, columns: width };
  const loss = toLoss(
    rows.map(({ index }) => pictures[index]?.labels ?? []),
    labels,
    options,
  );
  if (options.strength !== undefined) {
    const { head } = trainHead(features, loss, options.strength);
    return { head, strength: options.strength, figures: [] };
  }
  const groups = Int32Array.from(rows, ({ group }) => group);
  const { strength, figures } = crossValidate(
    features,
    loss,
    foldsOf(indices, pictures, options.seed),
    { groups },
  );
  return { head: trainHead(features, loss, strength).head, strength, figures };
}

/** Positions in `indices` that each fold holds out. */
function foldsOf(
  indices: readonly number[],
  pictures: readonly CheckedPicture[],
  seed: number,
): number[][] {
  const positions = indices.map((index, position) => ({
    position,
    labels: pictures[index]?.labels ?? [],
  }));
  const folds = Math.min(FOLDS, positions.length);
  return splitIntoFolds(positions, folds, seed).map(({ validation }) =>
    validation.map(({ position }) => position),
  );
}

function toLoss(
  rows: readonly (readonly string[])[],
  labels: readonly string[],
  { task, balanced, labelSmoothing }: HeadOptions,
): HeadLoss {
  const index = new Map(labels.map((label, i) => [label, i]));
  if (task === "single-label") {
    const classes = Int32Array.from(rows, ([label = ""]) => index.get(label) ?? 0);
    const classWeights = balanced ? "balanced" : undefined;
    return softmaxRegression(classes, labels.length, { classWeights, labelSmoothing });
  }
  const targets = new Uint8Array(rows.length * labels.length);
  rows.forEach((own, row) => {
    for (const label of own) targets[row * labels.length + (index.get(label) ?? 0)] = 1;
  });
  return sigmoidRegression(targets, labels.length, { balanced });
}
