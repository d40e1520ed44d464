import type { OpenedPicture } from "./decode.js";
import { preprocess, type PixelValues } from "./preprocess.js";
import type { PreprocessorConfig } from "./preprocessorConfig.js";
import { shrinkFor, type JpegDecoding } from "./shrink.js";

/** A picture that is ready for the model. */
export interface PreparedPicture {
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelValues: PixelValues;
  /** Milliseconds that preprocessing took, without decoding. */
  readonly preprocessing: number;
}

/**
 * Decodes and preprocesses a picture.
 *
 * @throws ClassifierError `InvalidImage`
 */
export async function prepare(
  picture: OpenedPicture,
  config: PreprocessorConfig,
  jpegDecode: JpegDecoding = "exact",
): Promise<PreparedPicture> {
  const { shrinkable } = picture;
  const scales = jpegDecode === "scaled" && shrinkable !== undefined;
  const image = await picture.decode(scales ? shrinkFor(shrinkable, config) : 1);
  const decoded = performance.now();
  const pixelValues = preprocess(image, config);
  const { width, height } = scales ? shrinkable : image;
  return { width, height, pixelValues, preprocessing: performance.now() - decoded };
}
