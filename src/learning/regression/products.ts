import { readFileSync } from "node:fs";

/** Rows that are processed at once. */
export const ROW_BLOCK = 4;

/** Outputs that are processed at once. */
export const OUTPUT_BLOCK = 2;

/** The exports of `assembly/products.ts`, which has their documentation. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): void;
  multiply(
    ...args: [rows: number, columns: number, weights: number, outputs: number, products: number]
  ): void;
  addWeighted(
    ...args: [rows: number, columns: number, factors: number, outputs: number, sums: number]
  ): void;
}

const wasm = new WebAssembly.Module(readFileSync(new URL("products.wasm", import.meta.url)));
const kernel = new WebAssembly.Instance<Kernel>(wasm).exports;

/**
 * Products of rows with the weights of outputs, 4 rows at a time, in WebAssembly memory. There is one
 * such memory: the next object that is made writes over the numbers of this one.
 */
export class RowBlocks {
  /** [4, outputs]: first the products of the block, then the factors that its rows get. */
  readonly block: Float64Array;
  /** [outputs, columns]: sums of the rows times their factors. */
  readonly sums: Float64Array;
  readonly #rows: Float64Array;
  readonly #weights: Float64Array;

  /**
   * @param weights [outputs, columns], where the number of outputs is even
   */
  constructor(
    weights: Float64Array,
    readonly outputs: number,
    readonly columns: number,
  ) {
    const lengths = [ROW_BLOCK * outputs, ROW_BLOCK * columns, weights.length, weights.length];
    const bytes = Float64Array.BYTES_PER_ELEMENT;
    kernel.reserve(lengths.reduce((sum, length) => sum + length) * bytes);
    let at = 0;
    const part = (length: number): Float64Array => {
      const view = new Float64Array(kernel.memory.buffer, at, length);
      at += view.byteLength;
      return view;
    };
    this.block = part(ROW_BLOCK * outputs);
    this.#rows = part(ROW_BLOCK * columns);
    this.#weights = part(weights.length);
    this.sums = part(weights.length);
    this.#weights.set(weights);
    this.sums.fill(0);
  }

  /**
   * Multiplies 4 rows with every output: x · wᵀ.
   *
   * @param x [rows, columns]
   * @param rows numbers of rows, of which the 4 that start at index `top` are used
   */
  multiply(x: Float64Array, rows: Int32Array, top: number): void {
    const { columns, outputs } = this;
    for (let i = 0; i < ROW_BLOCK; i++) {
      const row = rows[top + i] ?? 0;
      this.#rows.set(x.subarray(row * columns, (row + 1) * columns), i * columns);
    }
    const [weights, products] = [this.#weights.byteOffset, this.block.byteOffset];
    kernel.multiply(this.#rows.byteOffset, columns, weights, outputs, products);
  }

  /** Adds factorsᵀ · x of the rows that were multiplied last. */
  addWeighted(): void {
    const { columns, outputs, block, sums } = this;
    kernel.addWeighted(this.#rows.byteOffset, columns, block.byteOffset, outputs, sums.byteOffset);
  }
}
