import type { PixelLimits } from "./pixelLimits.js";
import type { ImageFormat } from "./format.js";
import { inspectAvif } from "./avif.js";
import { inspectGif } from "./gif.js";
import { inspectJpeg } from "./jpeg.js";
import { inspectPng } from "./png.js";
import { inspectTiff } from "./tiff.js";
import { inspectWebp } from "./webp.js";

/** What is known of a picture before any decoder has seen a byte of it. */
export interface Inspection {
  /** The picture without what its pixels do not need and a decoder might choke on. */
  readonly bytes: Uint8Array;
  /** EXIF's, to be applied by us; undefined where the decoder applies what the format has. */
  readonly orientation: number | undefined;
  /** Bytes of memory that decoding takes for each pixel: the worst that was measured. */
  readonly bytesPerPixel: number;
  /** Pixels that are really decoded, where they are not those that the decoder tells. */
  readonly decodedPixels?: number;
}

/**
 * Reads a picture's structure and refuses what would cost more than its pixels are worth. What is
 * merely damaged passes where a decoder finds it soon enough.
 *
 * @throws ClassifierError `InvalidImage`, `TooManyPixels`, `TooLongSide`, `ImageTooCostly`
 */
export function inspect(bytes: Uint8Array, format: ImageFormat, limits: PixelLimits): Inspection {
  if (format === "jpeg") return inspectJpeg(bytes);
  if (format === "png") return inspectPng(bytes);
  if (format === "webp") return inspectWebp(bytes);
  if (format === "gif") return inspectGif(bytes);
  if (format === "tiff") return inspectTiff(bytes);
  return inspectAvif(bytes, limits);
}
