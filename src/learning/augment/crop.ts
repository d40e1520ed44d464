import type { Window } from "../../image/resample.js";
import type { RgbImage } from "../../image/rgbImage.js";

/**
 * Cuts out a part of a picture.
 *
 * @param window within the picture
 */
export function crop(image: RgbImage, { left, top, width, height }: Window): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
}
