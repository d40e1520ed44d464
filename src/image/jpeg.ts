import { ClassifierError } from "../errors.js";
import type { Inspection } from "./inspection.js";
import { readOrientation } from "./orientation.js";

// Markers of ITU-T T.81, table B.1.
const SOS = 0xda;
const EOI = 0xd9;
const APP1 = 0xe1;
/** Baseline, extended and progressive Huffman: what cameras and encoders write. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
/** Lossless, differential and arithmetic ones, which cost several times as much and hardly exist. */
const ODD_FRAMES = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/** Encoders write 1 to 12 scans; so many pass in a picture of any size. */
const USUAL_SCANS = 20;
/**
 * Scans × megapixels of other pictures. A scan of 20 bytes goes over every block of the picture, at
 * about a millisecond per megapixel.
 */
const SCAN_MEGAPIXELS = 50;

/** Cuts EXIF and XMP out of a JPEG, keeping the orientation, and counts its scans. */
export function inspectJpeg(bytes: Uint8Array): Inspection {
  const jpeg = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Buffer[] = [];
  let keptTo = 0;
  let orientation: number | undefined;
  let scans = 0;
  let megapixels = 0;
  let bytesPerPixel = 4;
  for (let at = 2; at + 4 <= jpeg.length;) {
    const marker = jpeg.readUInt8(at) === 0xff ? jpeg.readUInt8(at + 1) : 0;
    // A decoder skips what stands between segments, and fill bytes before a marker (B.1.1.2).
    if (standsAlone(marker)) {
      if (marker === EOI) break;
      at = nextMarker(jpeg, at + 1);
      continue;
    }
    const length = jpeg.readUInt16BE(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > jpeg.length) break;
    if (ODD_FRAMES.has(marker)) {
      throw new ClassifierError("InvalidImage", "JPEG of this coding process is not supported.");
    }
    if (FRAMES.has(marker) && length >= 8) {
      megapixels = (jpeg.readUInt16BE(at + 5) * jpeg.readUInt16BE(at + 7)) / 1e6;
      // A progressive one keeps the coefficients of all components, two bytes each, to its end.
      const components = jpeg.readUInt8(at + 9);
      bytesPerPixel = components === 4 ? 9 : 4;
      if (marker === 0xc2) bytesPerPixel += 2 * Math.min(components, 4);
    } else if (marker === APP1) {
      const isExif = jpeg.subarray(at + 4, at + 10).equals(EXIF);
      if (isExif) orientation ??= readOrientation(jpeg.subarray(at + 10, end));
      if (keptTo < at) kept.push(jpeg.subarray(keptTo, at));
      keptTo = end;
    }
    at = end;
    if (marker === SOS) {
      scans++;
      checkScans(scans, megapixels);
      at = nextMarker(jpeg, at);
    }
  }
  // Scans of one component each are gathered as progressive ones are.
  if (scans > 1) bytesPerPixel = Math.max(bytesPerPixel, 11);
  const whole = keptTo === 0 ? bytes : Buffer.concat([...kept, jpeg.subarray(keptTo)]);
  return { bytes: whole, orientation: orientation ?? 1, bytesPerPixel };
}

const EXIF = Buffer.from("Exif\0\0", "latin1");

/** TEM, restarts, SOI, EOI, fill bytes and stuffed zeros have no length. */
function standsAlone(marker: number): boolean {
  return marker <= 0x01 || (marker >= 0xd0 && marker <= EOI) || marker === 0xff;
}

/** The next marker with a segment, or EOI: entropy-coded bytes have none but restarts (B.1.1.5). */
function nextMarker(jpeg: Buffer, from: number): number {
  // A loop: these bytes have an 0xff so often that calls of `indexOf` take four times as long.
  for (let at = from; at < jpeg.length; at++) {
    if (jpeg[at] !== 0xff) continue;
    const marker = jpeg[at + 1] ?? 0;
    if (marker === EOI || !standsAlone(marker)) return at;
  }
  return jpeg.length;
}

function checkScans(scans: number, megapixels: number): void {
  if (scans <= USUAL_SCANS || scans * megapixels <= SCAN_MEGAPIXELS) return;
  throw new ClassifierError(
    "ImageTooCostly",
    `The JPEG has more than ${scans - 1} scans, too many for its ${megapixels.toFixed(1)} megapixels.`,
  );
}
