import { readFileSync } from "node:fs";
import type { ResampleWeights } from "./resampleWeights.js";

/** The exports of `assembly/resample.ts`, which has their documentation. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): void;
  horizontal(
    ...args: [
      input: number,
      inputStride: number,
      output: number,
      width: number,
      rows: number,
      starts: number,
      counts: number,
      weights: number,
      taps: number,
    ]
  ): void;
  vertical(
    ...args: [
      input: number,
      inputStride: number,
      output: number,
      stride: number,
      height: number,
      starts: number,
      counts: number,
      weights: number,
      taps: number,
    ]
  ): void;
}

const wasm = new WebAssembly.Module(readFileSync(new URL("resample.wasm", import.meta.url)));

/** The two passes of resampling, in WebAssembly. */
export const kernel = new WebAssembly.Instance<Kernel>(wasm).exports;

/** The kernel reads and writes up to this many bytes after the last pixel. */
const SPARE_BYTES = 16;

/**
 * Layout of the kernel's memory. Each part starts at a 16-byte boundary and ends with spare bytes.
 */
export class Layout {
  #end = 0;

  /** Adds a part and returns its address. */
  bytes(length: number): number {
    const start = this.#end;
    this.#end = (start + length + SPARE_BYTES + 15) & ~15;
    return start;
  }

  /** Adds the tables of an axis, or of a part of it. */
  tables({ starts, counts, weights, taps }: ResampleWeights) {
    const at = [starts, counts, weights].map((table) => this.bytes(table.byteLength));
    const [startsAt = 0, countsAt = 0, weightsAt = 0] = at;
    return {
      pointers: [startsAt, countsAt, weightsAt, taps] as const,
      /**
       * @param axis the axis or a part of it
       * @param origin input pixel with the number 0 in the kernel
       */
      write(memory: Uint8Array, axis: ResampleWeights, origin = 0): void {
        const put = (table: Int32Array, address: number): void =>
          new Int32Array(memory.buffer, address, table.length).set(table);
        put(
          axis.starts.map((start) => start - origin),
          startsAt,
        );
        put(axis.counts, countsAt);
        put(axis.weights, weightsAt);
      },
    };
  }

  /** Returns the kernel's memory, with room for all parts. */
  reserve(): Uint8Array {
    kernel.reserve(this.#end);
    return new Uint8Array(kernel.memory.buffer);
  }
}
