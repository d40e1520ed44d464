import { DatasetError } from "../dataset/datasetError.js";
import { ROW_BLOCK } from "./products.js";
import { fromRowSpace, toRowSpace, type RowSpace } from "./rowSpace.js";

/** Pooled features of pictures, one row each. */
export interface Features {
  /** [rows, columns] in row-major order, all finite */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Features as training reads them. */
export interface Design {
  /**
   * [any number of rows, columns] in row-major order: the coordinates of each row and a last column of
   * ones, whose weight is the bias.
   */
  readonly values: Float64Array;
  readonly rows: number;
  /** Where the rows are in the values; any row fills the last block. */
  readonly rowNumbers: Int32Array;
  readonly columns: number;
  /** The mean of each feature, which is subtracted from it. */
  readonly means: Float64Array;
  /** The rotation that reduced the columns; only where rows are far fewer than features. */
  readonly rowSpace: RowSpace | undefined;
}

/**
 * Prepares features for training.
 *
 * @throws DatasetError where the sizes do not fit or a value is not finite
 */
export function toDesign({ values, rows, columns }: Features): Design {
  if (rows < 1 || columns < 1 || values.length !== rows * columns) {
    throw new DatasetError("The features have no rows, or their sizes do not fit");
  }
  if (!values.every(Number.isFinite)) {
    throw new DatasetError("The features have a value that is not finite");
  }
  const centred = Float64Array.from(values);
  const means = centre(centred, rows, columns);
  // With more rows than half the features, the rotation costs more than it saves.
  const rowSpace = 2 * rows <= columns ? toRowSpace(centred, rows, columns) : undefined;
  const kept = rowSpace?.dimensions ?? columns;
  const design = new Float64Array(rows * (kept + 1));
  for (let row = 0; row < rows; row++) {
    const at = row * (kept + 1);
    design.set(centred.subarray(row * columns, row * columns + kept), at);
    design[at + kept] = 1;
  }
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  return {
    values: design,
    rows,
    rowNumbers: toBlocks(all),
    columns: kept + 1,
    means,
    rowSpace,
  };
}

/**
 * Subtracts each column's mean. The optimum stays the same, because the bias has no penalty, and is
 * found in far fewer iterations.
 *
 * @returns the means
 */
function centre(values: Float64Array, rows: number, columns: number): Float64Array {
  const means = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) {
    const column = i % columns;
    means[column] = (means[column] ?? 0) + (values[i] ?? 0) / rows;
  }
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) - (means[i % columns] ?? 0);
  return means;
}

/** @throws DatasetError where the number of answers differs */
export function requireRows(design: Design, rows: number): void {
  if (design.rows === rows) return;
  throw new DatasetError(`There are features of ${design.rows} rows, but answers of ${rows}`);
}

/** Picks rows of a design, in the same coordinates. Both share the values. */
export function rowsOf(design: Design, rows: Int32Array): Design {
  const picked = rows.map((row) => design.rowNumbers[row] ?? 0);
  return { ...design, rows: rows.length, rowNumbers: toBlocks(picked) };
}

/** Turns one label's parameters for the design into weights and bias for the features. */
export function toFeatureWeights(
  { columns, means, rowSpace }: Design,
  parameters: Float64Array,
): { weights: Float64Array; bias: number } {
  const weights = new Float64Array(means.length);
  weights.set(parameters.subarray(0, columns - 1));
  if (rowSpace !== undefined) fromRowSpace(rowSpace, weights);
  const shift = means.reduce((sum, mean, i) => sum + mean * (weights[i] ?? 0), 0);
  return { weights, bias: (parameters[columns - 1] ?? 0) - shift };
}

function toBlocks(rowNumbers: Int32Array): Int32Array {
  const blocks = new Int32Array(Math.ceil(rowNumbers.length / ROW_BLOCK) * ROW_BLOCK);
  blocks.set(rowNumbers);
  return blocks;
}
