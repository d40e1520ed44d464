import type { Inspection } from "./inspection.js";

/** The signature and the logical screen (GIF89a, 17 and 18). */
const SCREEN_BYTES = 13;
const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b];

/**
 * Cuts a GIF behind its first frame, the only one that is decoded: decoders look at all of them,
 * and 1.2 million empty ones fit into 18 MB and take half a minute.
 */
export function inspectGif(bytes: Uint8Array): Inspection {
  const end = endOfFirstFrame(bytes);
  const isLast = end === undefined || end + 1 >= bytes.length;
  const whole = isLast ? bytes : Buffer.concat([bytes.subarray(0, end), Buffer.from([TRAILER])]);
  return { bytes: whole, orientation: undefined, bytesPerPixel: 8 };
}

/** @returns undefined where the decoder will find it damaged or cut off */
function endOfFirstFrame(gif: Uint8Array): number | undefined {
  let at = SCREEN_BYTES + colourTableBytes(gif[10] ?? 0);
  while (at < gif.length) {
    const kind = gif[at];
    if (kind === EXTENSION) at = endOfSubBlocks(gif, at + 2);
    else if (kind === IMAGE) {
      // A descriptor of ten bytes, its own colours, and the size of its codes.
      const data = at + 10 + colourTableBytes(gif[at + 9] ?? 0) + 1;
      const end = endOfSubBlocks(gif, data);
      return end <= gif.length ? end : undefined;
    } else return undefined;
  }
  return undefined;
}

/** Of a table as its packed field describes it. */
function colourTableBytes(packed: number): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
}

/** Sub-blocks of up to 255 bytes end with an empty one (GIF89a, 15). */
function endOfSubBlocks(gif: Uint8Array, from: number): number {
  let at = from;
  for (let size = gif[at] ?? 0; size > 0; size = gif[at] ?? 0) at += size + 1;
  return at + 1;
}
