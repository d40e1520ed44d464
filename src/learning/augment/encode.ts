import sharp from "sharp";
import type { RgbImage } from "../../image/rgbImage.js";

/** Encodes a picture as a PNG file, without loss. */
export async function encodePng({ width, height, data }: RgbImage): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
