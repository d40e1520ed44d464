import sharp from "sharp";
import type { RgbImage } from "../../image/rgbImage.js";

/** The picture as the bytes of a PNG file, without loss. */
export async function encodePng({ width, height, data }: RgbImage): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
