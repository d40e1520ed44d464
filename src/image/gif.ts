import type { Inspection } from "./inspection.js";

/** GIF has nothing to cut out: only its first frame is decoded, over the whole screen. */
export function inspectGif(bytes: Uint8Array): Inspection {
  return { bytes, orientation: undefined, bytesPerPixel: 8 };
}
