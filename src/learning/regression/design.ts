import { ClassifierError } from "../../errors.js";
import { ROW_BLOCK } from "./products.js";
import { fromRowSpace, toRowSpace, type RowSpace } from "./rowSpace.js";

/** Pooled features of pictures. */
export interface Features {
  /** [rows, columns] in row-major order, all finite */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Features as training reads them. */
export interface Design {
  /**
   * [rows rounded up to whole blocks, columns] in row-major order: the coordinates of each picture
   * and a last column of ones, whose weight is the bias; rows of zeros fill the last block.
   */
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly featureCount: number;
  /** Where there are far fewer rows than features: the rotation that made few columns of them. */
  readonly rowSpace: RowSpace | undefined;
}

/** @throws ClassifierError `InvalidRequest` where the sizes do not fit or a value is not finite */
export function toDesign({ values, rows, columns }: Features): Design {
  if (rows < 1 || columns < 1 || values.length !== rows * columns) {
    throw new ClassifierError(
      "InvalidRequest",
      "The features have no rows, or other sizes than said",
    );
  }
  if (!values.every(Number.isFinite)) {
    throw new ClassifierError("InvalidRequest", "The features have a value that is not finite");
  }
  // Above half the features, the rotation costs more than it saves.
  const rotated = 2 * rows <= columns ? Float64Array.from(values) : undefined;
  const rowSpace = rotated && toRowSpace(rotated, rows, columns);
  const coordinates = rotated ?? values;
  const kept = rowSpace?.dimensions ?? columns;
  const design = emptyDesign(rows, kept + 1);
  for (let row = 0; row < rows; row++) {
    const at = row * (kept + 1);
    design.set(coordinates.subarray(row * columns, row * columns + kept), at);
    design[at + kept] = 1;
  }
  return { values: design, rows, columns: kept + 1, featureCount: columns, rowSpace };
}

/** @throws ClassifierError `InvalidRequest` where something else has another number of rows */
export function requireRows(design: Design, rows: number): void {
  if (design.rows === rows) return;
  throw new ClassifierError(
    "InvalidRequest",
    `There are features of ${design.rows} rows, and answers or groups of ${rows}`,
  );
}

/** The given rows of a design, in the same coordinates. */
export function rowsOf(design: Design, rows: Int32Array): Design {
  const { columns } = design;
  const values = emptyDesign(rows.length, columns);
  rows.forEach((row, i) => {
    values.set(design.values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { ...design, values, rows: rows.length };
}

/** Weights of one label for the features themselves, from those for the design's coordinates. */
export function toFeatureWeights(design: Design, weights: Float64Array): Float64Array {
  const expanded = new Float64Array(design.featureCount);
  expanded.set(weights.subarray(0, design.columns - 1));
  if (design.rowSpace !== undefined) fromRowSpace(design.rowSpace, expanded);
  return expanded;
}

function emptyDesign(rows: number, columns: number): Float64Array {
  return new Float64Array(Math.ceil(rows / ROW_BLOCK) * ROW_BLOCK * columns);
}
