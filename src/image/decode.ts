import sharp, { type Sharp } from "sharp";
import { ClassifierError } from "../errors.js";
import { sniffFormat } from "./format.js";
import { inspect } from "./inspection.js";
import { turn } from "./orientation.js";
import { checkSize, type PixelLimits } from "./pixelLimits.js";
import type { Size } from "./preprocessorConfig.js";
import { checkNotStripped, toUnsupported } from "./recognised.js";
import type { RgbImage } from "./rgbImage.js";
import type { Shrink } from "./shrink.js";

// Only the loaders of the supported formats are open, so that no byte of a request reaches an SVG,
// PDF or text parser.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif"].map(
    (name) => `VipsForeignLoad${name}`,
  ),
});
// Each picture is decoded once, so a cache would only hold memory.
sharp.cache(false);
// Decoding several pictures in parallel uses the cores better than several threads per picture.
sharp.concurrency(1);

export type { PixelLimits } from "./pixelLimits.js";

/** What a picture of any size may take. */
const FLOOR_BYTES = 8 * 1024 * 1024;

export const { sharp: sharpVersion, vips: libvipsVersion } = sharp.versions;

/**
 * Decodes a picture to the same pixels as Pillow's
 * `ImageOps.exif_transpose(Image.open(file)).convert("RGB")`.
 *
 * It applies the EXIF orientation, drops alpha, expands grey, scales 16-bit samples to 8 bits and
 * ignores embedded ICC profiles. It decodes the first frame of an animation and the first page of a
 * TIFF.
 *
 * @param limits checked before decoding
 * @throws ClassifierError `EmptyImage`, `UnsupportedImageFormat`, `TooManyPixels`, `TooLongSide`,
 *   `ImageTooCostly`, `InvalidImage`
 */
export async function decode(bytes: Uint8Array, limits: PixelLimits): Promise<RgbImage> {
  return (await open(bytes, limits)).decode();
}

/**
 * Checks the header of a picture, which is cheap. Its pixels may still be damaged.
 *
 * @throws ClassifierError the errors of {@link decode}
 */
export async function checkHeader(bytes: Uint8Array, limits: PixelLimits): Promise<void> {
  await open(bytes, limits);
}

/** A picture whose structure and size are within the limits, and whose cost is known. */
export interface OpenedPicture {
  readonly pixels: number;
  /** Bytes of memory that decoding it takes at most, the decoded picture among them. */
  readonly memory: number;
  /** Size of the upright picture if it is a JPEG that can be shrunk while it is decoded. */
  readonly shrinkable: Size | undefined;
  /**
   * @param shrink divides width and height, rounded up
   * @throws ClassifierError `InvalidImage`
   */
  decode(shrink?: Shrink): Promise<RgbImage>;
}

/** @throws ClassifierError as {@link decode} */
export async function open(bytes: Uint8Array, limits: PixelLimits): Promise<OpenedPicture> {
  if (bytes.byteLength === 0) throw new ClassifierError("EmptyImage");
  checkNotStripped(bytes);
  const format = sniffFormat(bytes);
  if (format === undefined) throw toUnsupported(bytes);
  const inspection = inspect(bytes, format, limits);
  const options = { failOn: "error", limitInputPixels: false, ignoreIcc: true } as const;
  const image = sharp(inspection.bytes, options);
  const { width, height, space } = await image.metadata().catch((cause: unknown) => {
    throw new ClassifierError("InvalidImage", undefined, { cause });
  });
  checkSize(width, height, limits);
  const pixels = Math.max(width * height, inspection.decodedPixels ?? 0);
  const { orientation } = inspection;
  const upright = (orientation ?? 1) > 4 ? { width: height, height: width } : { width, height };
  return {
    pixels,
    memory: FLOOR_BYTES + pixels * inspection.bytesPerPixel,
    shrinkable: format === "jpeg" && space !== "cmyk" ? upright : undefined,
    async decode(shrink = 1) {
      const shrunk = shrink === 1 ? image : shrinkOnLoad(image, { width, height }, shrink);
      const turned = orientation === undefined ? shrunk.autoOrient() : turn(shrunk, orientation);
      try {
        return space === "cmyk" ? await decodeCmyk(turned) : await decodeRgb(turned);
      } catch (error) {
        throw new ClassifierError("InvalidImage", undefined, { cause: error });
      }
    },
  };
}

/**
 * For exactly the size that libjpeg can give, sharp has it give that, and resizes nothing. It does so
 * only before a turn.
 */
function shrinkOnLoad(image: Sharp, { width, height }: Size, shrink: Shrink): Sharp {
  const size = { width: Math.ceil(width / shrink), height: Math.ceil(height / shrink) };
  return image.resize({ ...size, fit: "fill", kernel: "nearest" });
}

async function decodeRgb(image: Sharp): Promise<RgbImage> {
  const { data, info } = await image
    .toColourspace("srgb")
    .removeAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`Expected 3 channels but decoded ${info.channels}`);
  return { width: info.width, height: info.height, data };
}

/**
 * libvips converts CMYK through a press profile; Pillow uses the plain formula
 * `255 - K - C × (255 - K) / 255`, rounded as its MULDIV255 macro does (libImaging/Convert.c).
 */
async function decodeCmyk(image: Sharp): Promise<RgbImage> {
  const { data, info } = await image
    .pipelineColourspace("cmyk")
    .toColourspace("cmyk")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new Error(`Expected 4 channels but decoded ${info.channels}`);
  const rgb = new Uint8ClampedArray(info.width * info.height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    const white = 255 - (data[from + 3] ?? 0);
    for (let channel = 0; channel < 3; channel++) {
      const product = (data[from + channel] ?? 0) * white + 128;
      rgb[to++] = white - (((product >> 8) + product) >> 8);
    }
  }
  return { width: info.width, height: info.height, data: new Uint8Array(rgb.buffer) };
}
