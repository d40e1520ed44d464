import { DatasetError } from "./datasetError.js";
import { seededRandom, shuffle } from "../random.js";
import { labelSet, type LabelledPicture } from "./labelledPicture.js";

/** Pictures to learn from, and pictures to judge what was learnt; both in the order of the data. */
export interface Split<T> {
  readonly training: readonly T[];
  readonly validation: readonly T[];
}

type Labelled = Pick<LabelledPicture, "labels">;

/**
 * Splits at random, with the share of each class (for several labels: of each set of labels) in the
 * validation pictures as near to the fraction as whole pictures allow. Where this would leave a
 * label without any training picture, one that has it stays in training.
 *
 * @param fraction of the validation pictures, above 0 and below 1
 * @param seed a whole number; the same one gives the same split on every machine
 * @throws DatasetError where one side would be empty
 */
export function splitByFraction<T extends Labelled>(
  items: readonly T[],
  fraction: number,
  seed: number,
): Split<T> {
  if (!(fraction > 0 && fraction < 1)) {
    throw invalid(`The fraction is ${fraction}; expected one between 0 and 1.`);
  }
  // Taking positions at even distances takes an even share of every run of equal label sets.
  const isTaken = (position: number): boolean =>
    Math.floor((position + 1) * fraction + 0.5) > Math.floor(position * fraction + 0.5);
  const order = [...classes(items, seed).values()].flat();
  const validation = new Set(order.filter((_, position) => isTaken(position)));
  const learnt = new Set<string>();
  for (const index of order) if (!validation.has(index)) note(learnt, items[index]);
  for (const index of [...validation]) {
    if (items[index]?.labels.every((label) => learnt.has(label))) continue;
    validation.delete(index);
    note(learnt, items[index]);
  }
  return toSplit(items, (index) => validation.has(index));
}

/**
 * Splits into k folds at random, each of which is the validation of one split. As with
 * scikit-learn's `StratifiedKFold`, the pictures of a class (for several labels: of a set of labels)
 * differ by at most 1 from fold to fold, and so do the sizes of the folds.
 *
 * @param folds 2 or more, at most the number of items
 * @param seed a whole number; the same one gives the same folds on every machine
 * @throws DatasetError
 */
export function splitIntoFolds<T extends Labelled>(
  items: readonly T[],
  folds: number,
  seed: number,
): Split<T>[] {
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= items.length)) {
    throw invalid(`The number of folds is ${folds}; expected 2 to ${items.length}.`);
  }
  const foldOf = new Int32Array(items.length);
  // Every k-th picture, class after class: so the counts stay level, and the sizes of the folds too.
  const order = [...classes(items, seed).values()].flat();
  for (const [position, index] of order.entries()) foldOf[index] = position % folds;
  return Array.from({ length: folds }, (_, fold) =>
    toSplit(items, (index) => foldOf[index] === fold),
  );
}

/**
 * Every fifth row, from the first on, is for validation: the split of Azure ML's examples. It goes by
 * the rows of the data, so it comes before anything is left out.
 *
 * @throws DatasetError where there are fewer than two items
 */
export function splitAsAzureMl<T>(items: readonly T[]): Split<T> {
  return toSplit(items, (index) => index % 5 === 0);
}

/** Indices by label set, classes and members in a random order. */
function classes(items: readonly Labelled[], seed: number): Map<string, number[]> {
  const result = new Map<string, number[]>();
  for (const index of shuffle(seededRandom(seed), [...items.keys()])) {
    const key = labelSet(items[index] ?? { labels: [] });
    const members = result.get(key);
    if (members) members.push(index);
    else result.set(key, [index]);
  }
  return result;
}

function note(labels: Set<string>, item: Labelled | undefined): void {
  for (const label of item?.labels ?? []) labels.add(label);
}

function toSplit<T>(items: readonly T[], isValidation: (index: number) => boolean): Split<T> {
  const training = items.filter((_, index) => !isValidation(index));
  const validation = items.filter((_, index) => isValidation(index));
  if (training.length > 0 && validation.length > 0) return { training, validation };
  throw invalid(`${items.length} pictures are too few to split them like this.`);
}

function invalid(message: string): DatasetError {
  return new DatasetError(message);
}
