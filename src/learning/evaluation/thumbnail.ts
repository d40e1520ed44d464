import sharp from "sharp";

/** Length of the longer side in pixels. */
const SIDE = 160;

// What was classified is shown. Sharp's own limits are stricter than those of the service, and a
// picture beyond them would end the whole report.
const anyPicture = { failOn: "none", limitInputPixels: false } as const;

/** Scales a decodable picture down to the bytes of a small JPEG file. */
export async function thumbnail(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes, anyPicture)
    .rotate()
    .resize(SIDE, SIDE, { fit: "inside" })
    .jpeg({ quality: 75 })
    .toBuffer();
}
