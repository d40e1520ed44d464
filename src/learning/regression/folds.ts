import { ClassifierError } from "../../errors.js";

/** Rows that are held out, and the others. */
export interface Split {
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
}

/**
 * The splits of k-fold cross-validation.
 *
 * @param folds the groups that each fold holds out; every group is in exactly one
 * @param groups the group of each row: rows of the same picture are never on both sides
 * @throws ClassifierError `InvalidRequest` where there are not two folds, one is empty, or a group
 *   is in no fold or in several
 */
export function toSplits(folds: readonly (readonly number[])[], groups: Int32Array): Split[] {
  const foldOf = new Map<number, number>();
  folds.forEach((members, fold) => {
    for (const group of members) {
      if (foldOf.has(group)) refuse(`Group ${group} is in more than one fold`);
      foldOf.set(group, fold);
    }
  });
  const foldOfRow = Int32Array.from(groups, (group) => foldOf.get(group) ?? -1);
  const outside = foldOfRow.indexOf(-1);
  if (outside >= 0) refuse(`Group ${groups[outside]} is in no fold`);

  const rows = Int32Array.from(groups, (_, row) => row);
  const splits = folds.map((_, fold) => ({
    training: rows.filter((row) => foldOfRow[row] !== fold),
    heldOut: rows.filter((row) => foldOfRow[row] === fold),
  }));
  if (splits.length < 2 || splits.some(({ heldOut }) => heldOut.length === 0)) {
    refuse("Cross-validation needs two folds or more, each with a row");
  }
  return splits;
}

function refuse(message: string): never {
  throw new ClassifierError("InvalidRequest", message);
}
