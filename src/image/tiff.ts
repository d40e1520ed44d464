import type { Inspection } from "./inspection.js";

/**
 * Cuts off the pages behind the first, which a decoder counts one by one. The tag of the
 * orientation is the decoder's to read.
 */
export function inspectTiff(bytes: Uint8Array): Inspection {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: firstPage(bytes, view), orientation: undefined, bytesPerPixel: 5 };
}

/** TIFF 6.0, section 2: behind a directory's entries of 12 bytes stands where the next one is. */
function firstPage(bytes: Uint8Array, view: DataView): Uint8Array {
  if (view.byteLength < 8) return bytes;
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return bytes;
  const link = directory + 2 + 12 * view.getUint16(directory, little);
  if (link + 4 > view.byteLength || view.getUint32(link, little) === 0) return bytes;
  return new Uint8Array(bytes).fill(0, link, link + 4);
}
