import sharp from "sharp";

/** Length of the longer side in pixels. */
const SIDE = 160;

/** Scales a decodable picture down to the bytes of a small JPEG file. */
export async function thumbnail(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes)
    .rotate()
    .resize(SIDE, SIDE, { fit: "inside" })
    .jpeg({ quality: 75 })
    .toBuffer();
}
