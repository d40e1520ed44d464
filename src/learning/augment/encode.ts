import sharp from "sharp";
import type { RgbImage } from "../../image/rgbImage.js";

/** Encodes a picture as a PNG file, without loss. Its buffer can move to another thread. */
export async function encodePng({ width, height, data }: RgbImage): Promise<Uint8Array> {
  const raw = { width, height, channels: 3 } as const;
  // A copy: buffers of native code may not move, and since version 21 Node refuses to.
  return new Uint8Array(await sharp(data, { raw }).png().toBuffer());
}
