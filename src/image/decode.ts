import sharp, { type Sharp } from "sharp";
import { ClassifierError } from "../errors.js";
import { sniffFormat } from "./format.js";
import { toRgb, type DecodedPixels, type RgbImage } from "./rgbImage.js";

// Every loader but those of the supported formats is closed, so that no byte of a request reaches
// an SVG, PDF or text parser.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif"].map(
    (name) => `VipsForeignLoad${name}`,
  ),
});
// Each picture is seen once: a cache of operations would only hold memory.
sharp.cache(false);
// Pictures are decoded side by side, which uses the cores better than threads within one picture.
sharp.concurrency(1);

/** How large a decoded picture may be. */
export interface PixelLimits {
  /** Of width × height. */
  readonly pixels: number;
  /** Of the longer side. */
  readonly side: number;
}

/** Of the libraries that decode. */
export const versions = { sharp: sharp.versions.sharp ?? "", libvips: sharp.versions.vips };

/**
 * Decodes a picture to the pixels that Pillow's
 * `ImageOps.exif_transpose(Image.open(file)).convert("RGB")` gives.
 *
 * EXIF orientation is applied, alpha dropped, grey expanded, 16-bit samples scaled to 8, embedded
 * ICC profiles ignored; of an animation the first frame is taken, of a TIFF the first page.
 *
 * @param limits are checked before anything is decoded
 * @throws ClassifierError `EmptyImage`, `UnsupportedImageFormat`, `TooManyPixels`, `TooLongSide`,
 *   `InvalidImage`
 */
export async function decode(bytes: Uint8Array, limits: PixelLimits): Promise<RgbImage> {
  return toRgb(await decodePixels(bytes, limits));
}

/**
 * The part of {@link decode} that runs beside the calling thread; {@link toRgb} is the rest of it.
 *
 * @throws ClassifierError as {@link decode}
 */
export async function decodePixels(bytes: Uint8Array, limits: PixelLimits): Promise<DecodedPixels> {
  const { image, space } = await open(bytes, limits);
  try {
    return space === "cmyk" ? await decodeCmyk(image) : await decodeRgb(image);
  } catch (error) {
    throw new ClassifierError("InvalidImage", undefined, { cause: error });
  }
}

/**
 * Checks what a picture's header tells, which costs little; its pixels may be damaged all the same.
 *
 * @throws ClassifierError as {@link decode}
 */
export async function checkHeader(bytes: Uint8Array, limits: PixelLimits): Promise<void> {
  await open(bytes, limits);
}

async function open(bytes: Uint8Array, limits: PixelLimits) {
  if (bytes.byteLength === 0) throw new ClassifierError("EmptyImage");
  if (sniffFormat(bytes) === undefined) throw new ClassifierError("UnsupportedImageFormat");
  const image = sharp(bytes, { failOn: "error", limitInputPixels: false, ignoreIcc: true });
  const { width, height, space } = await image.metadata().catch((cause: unknown) => {
    throw new ClassifierError("InvalidImage", undefined, { cause });
  });
  checkSize(width, height, limits);
  return { image, space };
}

async function decodeRgb(image: Sharp): Promise<DecodedPixels> {
  const { data, info } = await image
    .autoOrient()
    .toColourspace("srgb")
    .removeAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`Expected 3 channels but decoded ${info.channels}`);
  return { width: info.width, height: info.height, channels: 3, data };
}

async function decodeCmyk(image: Sharp): Promise<DecodedPixels> {
  const { data, info } = await image
    .autoOrient()
    .pipelineColourspace("cmyk")
    .toColourspace("cmyk")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new Error(`Expected 4 channels but decoded ${info.channels}`);
  return { width: info.width, height: info.height, channels: 4, data };
}

function checkSize(width: number, height: number, { pixels, side }: PixelLimits): void {
  const size = `The picture has ${width} × ${height} pixels`;
  if (width * height > pixels) {
    throw new ClassifierError("TooManyPixels", `${size}; at most ${pixels} are accepted.`);
  }
  if (Math.max(width, height) > side) {
    throw new ClassifierError("TooLongSide", `${size}; a side may have at most ${side}.`);
  }
}
