import type { OpenedPicture } from "./decode.js";
import { preprocess, type PixelValues } from "./preprocess.js";
import type { PreprocessorConfig } from "./preprocessorConfig.js";

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
): Promise<PreparedPicture> {
  const image = await picture.decode();
  const decoded = performance.now();
  const pixelValues = preprocess(image, config);
  const { width, height } = image;
  return { width, height, pixelValues, preprocessing: performance.now() - decoded };
}
