import { ClassifierError } from "../../errors.js";
import { crop } from "./crop.js";
import { flipHorizontally } from "./flip.js";
import { pixelValuesSize } from "../../image/preprocess.js";
import type { PreprocessorConfig, Size } from "../../image/preprocessorConfig.js";
import { resize } from "../../image/resize.js";
import type { RgbImage } from "../../image/rgbImage.js";
import type { ViewParameters } from "./augment.js";
import { adjust } from "./colourJitter.js";

/** Pillow's bilinear filter, which torchvision crops with, for models that do not resize. */
const BILINEAR = 2;

/**
 * Makes a view of a picture in the model's size, with the same bytes as torchvision's `resized_crop`,
 * `hflip` and colour adjustments of a Pillow 13 image.
 *
 * @throws ClassifierError `InvalidModel` where the model's size depends on the picture
 */
export function viewPixels(
  image: RgbImage,
  view: ViewParameters,
  config: PreprocessorConfig,
): RgbImage {
  const filter = config.resize?.resample ?? BILINEAR;
  const resized = resize(crop(image, view.crop), viewSize(config), filter);
  const oriented = view.flip ? flipHorizontally(resized) : resized;
  return view.adjustments.reduce(adjust, oriented);
}

/**
 * Returns the size of every view, which is the size of the model's `pixel_values`.
 *
 * @throws ClassifierError `InvalidModel` where it depends on the picture
 */
export function viewSize(config: PreprocessorConfig): Size {
  const size = pixelValuesSize(config);
  if (size !== undefined) return size;
  throw new ClassifierError(
    "InvalidModel",
    "preprocessor_config.json: size: must be fixed for pictures to be augmented",
  );
}
