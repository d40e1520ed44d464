import { DatasetError } from "../dataset/datasetError.js";

/** Indices of the rows that one fold holds out, and of the rows it trains on. */
export interface Fold {
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
}

/**
 * Makes the folds of k-fold cross-validation.
 *
 * @param heldOut the rows that each fold holds out; every row is in exactly one
 * @param rowCount how many rows there are
 * @throws DatasetError where there are fewer than two folds, a fold is empty, or a row is in no fold
 *   or in several
 */
export function toFolds(heldOut: readonly (readonly number[])[], rowCount: number): Fold[] {
  const foldOfRow = new Int32Array(rowCount).fill(-1);
  heldOut.forEach((members, fold) => {
    for (const row of members) {
      if (foldOfRow[row] !== -1) refuse(`Row ${row} is in more than one fold, or does not exist`);
      foldOfRow[row] = fold;
    }
  });
  const outside = foldOfRow.indexOf(-1);
  if (outside >= 0) refuse(`Row ${outside} is in no fold`);
  if (heldOut.length < 2 || heldOut.some((members) => members.length === 0)) {
    refuse("Cross-validation needs two folds or more, each with a row");
  }
  const rows = foldOfRow.map((_, row) => row);
  return heldOut.map((_, fold) => ({
    training: rows.filter((row) => foldOfRow[row] !== fold),
    heldOut: rows.filter((row) => foldOfRow[row] === fold),
  }));
}

function refuse(message: string): never {
  throw new DatasetError(message);
}
