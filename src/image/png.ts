import type { Inspection } from "./inspection.js";
import { readOrientation } from "./orientation.js";

/** The chunks that pixels depend on (PNG, third edition, 5.6); all else stays here. */
const NEEDED = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS"].map(toNumber));
const [EXIF, END] = [toNumber("eXIf"), toNumber("IEND")];
/** The signature, and a chunk's length, type and checksum. */
const SIGNATURE_BYTES = 8;
const FRAME_BYTES = 12;

/** Leaves out text, which may be packed a thousandfold, profiles and EXIF, keeping the orientation. */
export function inspectPng(bytes: Uint8Array): Inspection {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Buffer[] = [];
  let keptTo = 0;
  let orientation: number | undefined;
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= png.length;) {
    const end = at + FRAME_BYTES + png.readUInt32BE(at);
    const type = png.readUInt32BE(at + 4);
    // The decoder says what is wrong with a chunk that is cut off.
    if (end > png.length) break;
    if (!NEEDED.has(type)) {
      if (type === EXIF) orientation ??= readOrientation(png.subarray(at + 8, end - 4));
      if (keptTo < at) kept.push(png.subarray(keptTo, at));
      keptTo = end;
    }
    at = end;
    if (type === END) break;
  }
  const interlaced = (png[28] ?? 0) !== 0;
  const whole = keptTo === 0 ? bytes : Buffer.concat([...kept, png.subarray(keptTo)]);
  // Interlaced ones are held as a whole, with up to eight bytes a pixel.
  return { bytes: whole, orientation: orientation ?? 1, bytesPerPixel: interlaced ? 12 : 4 };
}

function toNumber(type: string): number {
  return Buffer.from(type, "latin1").readUInt32BE();
}
