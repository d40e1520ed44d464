import sharp from "sharp";

/** Pixels of the longer side. */
const SIDE = 160;

/** A picture that decodes, made small, as the bytes of a JPEG file. */
export async function thumbnail(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes)
    .rotate()
    .resize(SIDE, SIDE, { fit: "inside" })
    .jpeg({ quality: 75 })
    .toBuffer();
}
