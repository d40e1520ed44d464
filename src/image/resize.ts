import { nearest } from "./nearest.js";
import type { Size } from "./preprocessorConfig.js";
import { resample, type Window } from "./resample.js";
import type { Filter } from "./resampleWeights.js";
import type { RgbImage } from "./rgbImage.js";

/**
 * Resizes a picture and returns a window of it. The bytes equal those of Pillow 13's
 * `Image.resize` followed by a crop.
 *
 * @param window part of `size`
 */
export function resize(
  image: RgbImage,
  size: Size,
  filter: "nearest" | Filter,
  window: Window = { left: 0, top: 0, ...size },
): RgbImage {
  return filter === "nearest"
    ? nearest(image, size.width, size.height, window)
    : resample(image, size.width, size.height, filter, window);
}
