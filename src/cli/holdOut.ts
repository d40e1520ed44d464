import type { LabelledPicture } from "../learning/dataset/labelledPicture.js";
import type { CheckedPicture } from "../learning/dataset/report.js";
import { splitAsAzureMl } from "../learning/dataset/split.js";
import type { HoldOut } from "../learning/heads/heldOut.js";
import { DEFAULT_FRACTION, splitInWords } from "../learning/heads/splitInWords.js";
import { UsageError } from "./command/mistakes.js";

/** The options that say how to measure; at most one of them is given. */
export interface HoldOutOptions {
  readonly folds: number | undefined;
  readonly holdout: number | undefined;
  readonly split: "azureml" | undefined;
  readonly validation: string | undefined;
}

/** @throws UsageError where two of the options are given */
export function requireOneHoldOut(options: HoldOutOptions): void {
  const { folds, holdout, split, validation } = options;
  const given = Object.entries({ folds, holdout, split, validation }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`],
  );
  if (given.length > 1) throw new UsageError(`${given.join(" and ")} exclude each other`);
}

/** @throws UsageError for more folds than pictures */
export function requireFewFolds({ folds = 0 }: HoldOutOptions, pictures: number): void {
  if (folds <= pictures) return;
  throw new UsageError(
    `--folds must be at most the number of pictures, ${pictures}; it is ${folds}`,
  );
}

/**
 * The pictures to measure with, and a name for them.
 *
 * @param rows all rows of the data set
 * @param pictures those that can be used
 * @param validation the pictures that were given to measure with
 */
export function toHoldOut(
  options: HoldOutOptions,
  rows: readonly LabelledPicture[],
  pictures: readonly CheckedPicture[],
  validation: ReadonlySet<CheckedPicture>,
): { holdOut: HoldOut; split: string } {
  if (options.validation !== undefined) {
    const held = pictures.flatMap((picture, index) => (validation.has(picture) ? [index] : []));
    return { holdOut: { kind: "given", validation: new Set(held) }, split: options.validation };
  }
  const { folds, holdout: fraction = DEFAULT_FRACTION } = options;
  if (folds !== undefined) {
    const holdOut = { kind: "folds", folds } as const;
    return { holdOut, split: splitInWords(holdOut) };
  }
  if (options.split === "azureml") {
    const names = new Set(splitAsAzureMl(rows).validation.map(({ name }) => name));
    const held = pictures.flatMap(({ name }, index) => (names.has(name) ? [index] : []));
    return { holdOut: { kind: "given", validation: new Set(held) }, split: "every fifth row" };
  }
  const holdOut = { kind: "fraction", fraction } as const;
  return { holdOut, split: splitInWords(holdOut) };
}
