import assert from "node:assert/strict";
import { test } from "node:test";
import { toFolds } from "../../../src/learning/regression/folds.js";

test("each fold holds out its rows and trains on all others, in ascending order", () => {
  const folds = toFolds([[3, 0], [1], [2, 4]], 5).map(({ training, heldOut }) => [
    [...training],
    [...heldOut],
  ]);
  assert.deepEqual(folds, [
    [
      [1, 2, 4],
      [0, 3],
    ],
    [[0, 2, 3, 4], [1]],
    [
      [0, 1, 3],
      [2, 4],
    ],
  ]);
});

test("rows in no fold, in two, or beyond the last are refused", () => {
  const refused = (folds: number[][], message: RegExp): void =>
    assert.throws(() => toFolds(folds, 3), { name: "DatasetError", message });
  refused([[0], [1]], /Row 2 is in no fold/);
  refused(
    [
      [0, 1],
      [1, 2],
    ],
    /Row 1 is in more than one/,
  );
  refused(
    [
      [0, 1],
      [2, 3],
    ],
    /Row 3 is in more than one fold, or does not exist/,
  );
  refused([[0, 1, 2]], /two folds/);
  refused([[0, 1, 2], []], /two folds/);
});
