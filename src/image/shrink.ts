import { resizedSize } from "./preprocess.js";
import type { PreprocessorConfig, Size } from "./preprocessorConfig.js";

/** How JPEGs are decoded: to all their pixels, or as small as the model allows. */
export type JpegDecoding = "exact" | "scaled";

/** What libjpeg can divide width and height by while it decodes: it then computes fewer frequencies. */
const shrinks = [8, 4, 2] as const;
export type Shrink = 1 | (typeof shrinks)[number];

/** The least size of a shrunk picture, as a multiple of what it is resized to. */
const MARGIN = 2;

/**
 * The most that a JPEG can be shrunk while it still has at least twice the width and the height that
 * it is resized to. So the resize still averages over several pixels, as with all of them.
 *
 * @param picture size of the upright picture
 */
export function shrinkFor(picture: Size, config: PreprocessorConfig): Shrink {
  if (config.resize === undefined) return 1;
  const { width, height } = resizedSize(picture, config);
  const fits = (shrink: Shrink): boolean =>
    picture.width >= MARGIN * width * shrink && picture.height >= MARGIN * height * shrink;
  return shrinks.find(fits) ?? 1;
}
