import type { Sharp } from "sharp";

/** The EXIF tag that says how a picture is to be turned (EXIF 2.32, 4.6.4; CIPA DC-008). */
const ORIENTATION = 0x0112;

/**
 * The orientation alone of an EXIF block, a TIFF header and its first directory. The rest of EXIF
 * never reaches a decoder: 60 KB of directories that contain each other take libexif half a minute.
 *
 * @returns 1 to 8; 1, upright, where the block says nothing sensible
 */
export function readOrientation(exif: Uint8Array): number {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  if (view.byteLength < 8) return 1;
  const mark = view.getUint16(0);
  if (mark !== 0x4949 && mark !== 0x4d4d) return 1;
  const little = mark === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return 1;
  const count = view.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > view.byteLength) return 1;
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const value = view.getUint16(entry + 8, little);
    // SHORT, one of it.
    const usual =
      view.getUint16(entry + 2, little) === 3 && view.getUint32(entry + 4, little) === 1;
    return usual && value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** Turns a picture upright; sharp mirrors first and turns afterwards. */
export function turn(image: Sharp, orientation: number): Sharp {
  if (orientation === 2) return image.flop();
  if (orientation === 3) return image.rotate(180);
  if (orientation === 4) return image.flip();
  if (orientation === 5) return image.flop().rotate(270);
  if (orientation === 6) return image.rotate(90);
  if (orientation === 7) return image.flop().rotate(90);
  if (orientation === 8) return image.rotate(270);
  return image;
}
