import type { Window } from "./resample.js";
import type { RgbImage } from "./rgbImage.js";

/**
 * Resizes a picture to `width` × `height` and returns a window of it. It takes the nearest pixel,
 * as Pillow's `ImagingScaleAffine` (libImaging/Geometry.c) does.
 *
 * @param window part of width × height
 */
export function nearest(image: RgbImage, width: number, height: number, window: Window): RgbImage {
  const columns = sources(image.width, width, window.left, window.width);
  const rows = sources(image.height, height, window.top, window.height);
  const data = new Uint8Array(window.width * window.height * 3);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * image.width + column) * 3;
      data[to++] = image.data[from] ?? 0;
      data[to++] = image.data[from + 1] ?? 0;
      data[to++] = image.data[from + 2] ?? 0;
    }
  }
  return { width: window.width, height: window.height, data };
}

/** The input pixel of each output pixel in the window, for one axis. */
function sources(inputSize: number, outputSize: number, first: number, count: number): number[] {
  const step = inputSize / outputSize;
  const all: number[] = [];
  // Pillow adds up the steps. Its rounding errors decide some pixels, so this does the same.
  for (let position = step / 2; all.length < first + count; position += step) {
    all.push(Math.min(Math.trunc(position), inputSize - 1));
  }
  return all.slice(first);
}
