import { kernel, Layout } from "./resampleKernel.js";
import {
  inputSpan,
  resampleWeights,
  splitWeights,
  type Filter,
  type ResampleWeights,
} from "./resampleWeights.js";
import type { RgbImage } from "./rgbImage.js";

/** A part of a picture, in pixels. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Bytes of one band. Input goes through WebAssembly memory in bands, so that it stays small. */
const BAND_BYTES = 1 << 20;

/**
 * Resizes a picture to `width` × `height` and returns a window of it. The bytes equal those of
 * Pillow 13's `Image.resize((width, height), filter)` followed by a crop, but only the window is
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
  const passes = isVerticalFirst(image, width, height) ? verticalFirst : horizontalFirst;
  return { width: window.width, height: window.height, data: passes(image, columns, rows) };
}

/**
 * Tells in which order Pillow resizes a whole picture. The order matters, because each pass rounds
 * to 8 bits. Since version 13 (python-pillow/Pillow#9549) pictures that lose more than twice as many
 * rows as columns are resized vertically first; before, none was.
 */
function isVerticalFirst(image: RgbImage, width: number, height: number): boolean {
  const lostRows = image.height - height;
  return lostRows > 0 && lostRows > 2 * (image.width - width);
}

function horizontalFirst(
  image: RgbImage,
  columns: ResampleWeights,
  rows: ResampleWeights,
): Uint8Array {
  const { first, end } = inputSpan(rows);
  const [width, height] = [columns.starts.length, rows.starts.length];
  const inputStride = image.width * 3;
  const stride = width * 3;
  const bandRows = Math.max(1, Math.floor(BAND_BYTES / inputStride));
  const layout = new Layout();
  const columnTables = layout.tables(columns);
  const rowTables = layout.tables(rows);
  const band = layout.bytes(bandRows * inputStride);
  const narrowed = layout.bytes((end - first) * stride);
  const output = layout.bytes(height * stride);
  const memory = layout.reserve();

  columnTables.write(memory, columns);
  rowTables.write(memory, rows, first);
  for (let row = first; row < end; row += bandRows) {
    const count = Math.min(bandRows, end - row);
    memory.set(image.data.subarray(row * inputStride, (row + count) * inputStride), band);
    const target = narrowed + (row - first) * stride;
    kernel.horizontal(band, inputStride, target, width, count, ...columnTables.pointers);
  }
  kernel.vertical(narrowed, stride, output, stride, height, ...rowTables.pointers);
  return memory.slice(output, output + height * stride);
}

/**
 * Each band is the input of as many rows of the result as fit into {@link BAND_BYTES}. One row alone
 * may need more: up to 3 % of the picture, for Lanczos and a height of 224.
 */
function verticalFirst(
  image: RgbImage,
  columns: ResampleWeights,
  rows: ResampleWeights,
): Uint8Array {
  const { first, end } = inputSpan(columns);
  const [width, height] = [columns.starts.length, rows.starts.length];
  const inputStride = image.width * 3;
  const stride = (end - first) * 3;
  const bands = splitWeights(rows, Math.floor(BAND_BYTES / inputStride)).map((band) => ({
    rows: band,
    ...inputSpan(band),
  }));
  const layout = new Layout();
  const columnTables = layout.tables(columns);
  const rowTables = layout.tables(rows);
  const input = layout.bytes(Math.max(...bands.map((band) => band.end - band.first)) * inputStride);
  const shortened = layout.bytes(height * stride);
  const output = layout.bytes(height * width * 3);
  const memory = layout.reserve();

  columnTables.write(memory, columns, first);
  let target = shortened;
  for (const band of bands) {
    const { starts } = band.rows;
    memory.set(image.data.subarray(band.first * inputStride, band.end * inputStride), input);
    rowTables.write(memory, band.rows, band.first);
    kernel.vertical(
      input + first * 3,
      inputStride,
      target,
      stride,
      starts.length,
      ...rowTables.pointers,
    );
    target += starts.length * stride;
  }
  kernel.horizontal(shortened, stride, output, width, height, ...columnTables.pointers);
  return memory.slice(output, output + height * width * 3);
}
