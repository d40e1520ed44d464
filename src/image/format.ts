export const imageFormats = ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const;

/** The supported picture formats. */
export type ImageFormat = (typeof imageFormats)[number];

/** Major brands of AVIF: still pictures and sequences (AVIF 1.1, section 8). */
const avifBrands = new Set(["avif", "avis"]);

/**
 * Detects the format by the first bytes. Headers and file names do not matter.
 *
 * @returns undefined for other formats
 */
export function sniffFormat(bytes: Uint8Array): ImageFormat | undefined {
  const ascii = (start: number, end: number): string =>
    String.fromCharCode(...bytes.subarray(start, end));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (ascii(0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "webp";
  if (["GIF87a", "GIF89a"].includes(ascii(0, 6))) return "gif";
  if (["II*\0", "MM\0*"].includes(ascii(0, 4))) return "tiff";
  if (ascii(4, 8) === "ftyp" && avifBrands.has(ascii(8, 12))) return "avif";
  return undefined;
}
