import type { Inspection } from "./inspection.js";
import { readOrientation } from "./orientation.js";

/** `RIFF`, the size, `WEBP`; then chunks of a name, a size and an even number of bytes. */
const HEADER_BYTES = 12;
const CHUNK_BYTES = 8;
/** Of VP8X: there is EXIF, there is XMP (WebP container specification). */
const METADATA_FLAGS = 0x08 | 0x04;

/**
 * Cuts an animation behind its first frame, and renames the chunks of EXIF and XMP, which decoders
 * pass over then, keeping the orientation.
 */
export function inspectWebp(bytes: Uint8Array): Inspection {
  let webp = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation: number | undefined;
  const copyOnce = (): Buffer => {
    if (webp.buffer === bytes.buffer) webp = Buffer.from(webp);
    return webp;
  };
  for (let at = HEADER_BYTES; at + CHUNK_BYTES <= webp.length;) {
    const name = webp.toString("latin1", at, at + 4);
    const size = webp.readUInt32LE(at + 4);
    const start = at + CHUNK_BYTES;
    if (name === "VP8X" && start < webp.length) {
      const flags = webp.readUInt8(start);
      if (flags & METADATA_FLAGS) copyOnce().writeUInt8(flags & ~METADATA_FLAGS, start);
    } else if (name === "EXIF") {
      orientation ??= readOrientation(withoutPrefix(webp.subarray(start, start + size)));
      copyOnce().write("none", at, "latin1");
    } else if (name === "XMP ") {
      copyOnce().write("none", at, "latin1");
    }
    at = start + size + (size % 2);
    // The first frame of an animation is all that is decoded, so a decoder need not find more.
    if (name === "ANMF" && at < webp.length) {
      webp = copyOnce().subarray(0, at);
      webp.writeUInt32LE(at - CHUNK_BYTES, 4);
    }
  }
  return { bytes: webp, orientation: orientation ?? 1, bytesPerPixel: 16 };
}

/** Some writers put JPEG's prefix before it. */
function withoutPrefix(exif: Buffer): Buffer {
  return exif.toString("latin1", 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
}
