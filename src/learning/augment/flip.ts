import type { RgbImage } from "../../image/rgbImage.js";

/** Swaps left and right. */
export function flipHorizontally({ width, height, data }: RgbImage): RgbImage {
  const flipped = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = width - 1; x >= 0; x--) {
      const from = (y * width + x) * 3;
      flipped[to++] = data[from] ?? 0;
      flipped[to++] = data[from + 1] ?? 0;
      flipped[to++] = data[from + 2] ?? 0;
    }
  }
  return { width, height, data: flipped };
}
