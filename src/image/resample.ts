import { readFileSync } from "node:fs";
import { resampleWeights, type Filter, type ResampleWeights } from "./resampleWeights.js";
import type { RgbImage } from "./rgbImage.js";

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
      stride: number,
      output: number,
      height: number,
      starts: number,
      counts: number,
      weights: number,
      taps: number,
    ]
  ): void;
}

/** A part of a picture, in pixels. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const wasm = new WebAssembly.Module(readFileSync(new URL("resample.wasm", import.meta.url)));
const kernel = new WebAssembly.Instance<Kernel>(wasm).exports;

/** Bytes of one band. Input goes through WebAssembly memory in bands, so that it stays small. */
const BAND_BYTES = 1 << 20;

/** The kernel reads and writes up to this many bytes after the last pixel. */
const SPARE_BYTES = 16;

/**
 * Resizes a picture to `width` × `height` and returns a window of it. The bytes equal those of
 * Pillow's `Image.resize((width, height), filter)` followed by a crop, but only the window is
 * computed.
 *
 * @param window part of width × height
 */
export function resample(
  image: RgbImage,
  width: number,
  height: number,
  filter: Filter,
  window: Window = { left: 0, top: 0, width, height },
): RgbImage {
  const columns = resampleWeights(image.width, width, filter, window.left, window.width);
  const rows = resampleWeights(image.height, height, filter, window.top, window.height);
  const firstRow = Math.min(...rows.starts);
  const endRow = rows.starts.reduce(
    (end, start, i) => Math.max(end, start + (rows.counts[i] ?? 0)),
    0,
  );

  const inputStride = image.width * 3;
  const outputStride = window.width * 3;
  const bandRows = Math.max(1, Math.floor(BAND_BYTES / inputStride));
  const layout = new Layout();
  const columnTables = layout.tables(columns);
  const rowTables = layout.tables(rows);
  const band = layout.bytes(bandRows * inputStride);
  const narrowed = layout.bytes((endRow - firstRow) * outputStride);
  const output = layout.bytes(window.height * outputStride);
  kernel.reserve(layout.end);

  const memory = new Uint8Array(kernel.memory.buffer);
  columnTables.write(memory);
  rowTables.write(memory, firstRow);
  for (let row = firstRow; row < endRow; row += bandRows) {
    const count = Math.min(bandRows, endRow - row);
    memory.set(image.data.subarray(row * inputStride, (row + count) * inputStride), band);
    const target = narrowed + (row - firstRow) * outputStride;
    kernel.horizontal(band, inputStride, target, window.width, count, ...columnTables.pointers);
  }
  kernel.vertical(narrowed, outputStride, output, window.height, ...rowTables.pointers);
  const data = memory.slice(output, output + window.height * outputStride);
  return { width: window.width, height: window.height, data };
}

/**
 * Layout of the kernel's memory. Each part starts at a 16-byte boundary and ends with spare bytes.
 */
class Layout {
  end = 0;

  bytes(length: number): number {
    const start = this.end;
    this.end = (start + length + SPARE_BYTES + 15) & ~15;
    return start;
  }

  tables({ starts, counts, weights, taps }: ResampleWeights) {
    const at = [starts, counts, weights].map((table) => this.bytes(table.byteLength));
    const [startsAt = 0, countsAt = 0, weightsAt = 0] = at;
    return {
      pointers: [startsAt, countsAt, weightsAt, taps] as const,
      /** @param origin input pixel with the number 0 in the kernel */
      write(memory: Uint8Array, origin = 0): void {
        const put = (table: Int32Array, address: number): void =>
          new Int32Array(memory.buffer, address, table.length).set(table);
        put(
          starts.map((start) => start - origin),
          startsAt,
        );
        put(counts, countsAt);
        put(weights, weightsAt);
      },
    };
  }
}
