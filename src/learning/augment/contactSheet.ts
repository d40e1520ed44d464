import type { PreprocessorConfig, Size } from "../../image/preprocessorConfig.js";
import { resize } from "../../image/resize.js";
import type { RgbImage } from "../../image/rgbImage.js";
import { viewParameters } from "./augment.js";
import { viewPixels, viewSize } from "./view.js";

/** A picture with the name that decides its views; see {@link viewParameters}. */
interface NamedPicture {
  readonly name: string;
  readonly image: RgbImage;
}

/** White pixels between the cells and around them. */
const MARGIN = 4;
const LANCZOS = 1;

/**
 * Draws a sheet of augmented views. Each picture has a row: first the whole picture, then its views 0,
 * 1, 2 … as the model sees them.
 *
 * @param views views per picture, 0 or more
 * @throws ClassifierError `InvalidModel` where the model's size depends on the picture
 */
export function contactSheet(
  pictures: readonly NamedPicture[],
  seed: number,
  views: number,
  config: PreprocessorConfig,
): RgbImage {
  const cell = viewSize(config);
  const width = MARGIN + (1 + views) * (cell.width + MARGIN);
  const height = MARGIN + pictures.length * (cell.height + MARGIN);
  const sheet = { width, height, data: new Uint8Array(width * height * 3).fill(255) };
  for (const [row, { name, image }] of pictures.entries()) {
    const top = MARGIN + row * (cell.height + MARGIN);
    paste(sheet, fitted(image, cell), MARGIN, top);
    for (let view = 0; view < views; view++) {
      const pixels = viewPixels(image, viewParameters(seed, name, view, image), config);
      paste(sheet, pixels, MARGIN + (1 + view) * (cell.width + MARGIN), top);
    }
  }
  return sheet;
}

/** Scales the whole picture to fit the cell. */
function fitted(image: RgbImage, cell: Size): RgbImage {
  const scale = Math.min(cell.width / image.width, cell.height / image.height);
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return resize(image, { width: side(image.width), height: side(image.height) }, LANCZOS);
}

function paste(
  sheet: RgbImage,
  { width, height, data }: RgbImage,
  left: number,
  top: number,
): void {
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * 3, (y + 1) * width * 3);
    sheet.data.set(row, ((top + y) * sheet.width + left) * 3);
  }
}
