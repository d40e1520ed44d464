import type { Inspection } from "./inspection.js";

/** TIFF's own tag of the orientation is read by the decoder. */
export function inspectTiff(bytes: Uint8Array): Inspection {
  return { bytes, orientation: undefined, bytesPerPixel: 5 };
}
