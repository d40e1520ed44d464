import { ClassifierError } from "../errors.js";

/** What a file is, by its first bytes (one character each), and what else helps. */
type Kind = readonly [start: RegExp, what: string, advice?: string];

// The patterns are of bytes.
/* eslint-disable no-control-regex */
const binaryKinds: readonly Kind[] = [
  // ISO 23008-12, section 10: the brands of HEVC in HEIF, then those of HEIF with any codec.
  [
    /^.{4}ftyphe[iv][cxms]/s,
    "a HEIC picture (iPhone)",
    "on the phone: Settings › Camera › Formats › Most Compatible",
  ],
  [/^.{4}ftyp(?:mif1|msf1)/s, "a HEIF picture"],
  [
    /^.{4}(?:moov|mdat|wide|ftyp(?:qt {2}|iso|mp4|avc1|M4V|3g[p2]|MSNV|dash))/s,
    "an MP4 or MOV video",
    "a frame of it is a picture",
  ],
  [/^(?:\xff\x0a|\0\0\0\x0cJXL )/, "a JPEG XL picture"],
  // The file's header ends with four sizes of the next one's, of 12 to 124 bytes.
  [/^BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0/s, "a BMP picture"],
  [/^%PDF-/, "a PDF document", "export its page as a picture"],
  [/^\0\0[\x01\x02]\0[^\0]/, "an icon (ICO)"],
  [/^8BPS/, "a Photoshop document (PSD)"],
  [/^PK(?:\x03\x04|\x05\x06)/, "a ZIP archive", "unpack it and send its pictures"],
  // U+FFFD in UTF-8 is what a program makes of bytes that it reads as text.
  [
    /^(?:\xef\xbf\xbd){2}|^\xef\xbf\xbdPNG/,
    "a picture that a program has read as text",
    "read it as bytes",
  ],
];

/** Starts of pictures whose bytes 0, 10 and 13 are gone. */
const strippedStart =
  /^(?:\xff\xd8\xff|\x89PNG\x1a|GIF8[79]a|RIFF.{1,4}WEBP|II\*|MM\*|.{0,4}ftypavi[fs])/s;
/* eslint-enable no-control-regex */

const textKinds: readonly Kind[] = [
  [
    /<(?:!doctype html|html|head|body)[\s>]/i,
    "a web page (HTML)",
    "use the address of the picture, not of its page",
  ],
  [/<svg[\s>]/i, "an SVG drawing", "export it as PNG"],
  [/^\s*[{[]\s*["{[\]}]/, "JSON"],
  [/^/, "plain text"],
];

/** Bytes of a file that are looked at. */
const START = 4096;

/** A shorter text may begin like a picture by chance. */
const SHORTEST_PICTURE = 32;

/** The error for bytes that are in none of the supported formats. It says what they are, if known. */
export function toUnsupported(bytes: Uint8Array): ClassifierError {
  const start = bytes.subarray(0, START);
  const characters = Buffer.from(start).toString("latin1");
  const text = toText(start);
  const kind =
    binaryKinds.find(([pattern]) => pattern.test(characters)) ??
    (text === undefined ? undefined : textKinds.find(([pattern]) => pattern.test(text)));
  if (!kind) return new ClassifierError("UnsupportedImageFormat");
  const [, what, advice] = kind;
  const formats = "Send JPEG, PNG, WebP, GIF, TIFF or AVIF";
  const detail = `This is ${what}. ${formats}${advice === undefined ? "" : `; ${advice}`}.`;
  return new ClassifierError("UnsupportedImageFormat", detail);
}

/**
 * Refuses a picture that has lost its line breaks and zero bytes, which every picture has.
 *
 * @throws ClassifierError `InvalidImage`
 */
export function checkNotStripped(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.subarray(0, START)).toString("latin1");
  if (bytes.byteLength < SHORTEST_PICTURE || bytes.includes(0)) return;
  if (!strippedStart.test(start) || [10, 13].some((byte) => bytes.includes(byte))) return;
  throw new ClassifierError(
    "InvalidImage",
    "The picture has lost its line breaks and zero bytes, as curl's -d does to a file. Use --data-binary @FILE.",
  );
}

/** Whether the bytes cannot be a text. */
export function isBinary(bytes: Uint8Array): boolean {
  return toText(bytes.subarray(0, START)) === undefined;
}

/** The bytes as UTF-8, if they are text. */
function toText(start: Uint8Array): string | undefined {
  try {
    // A character may be cut at the end.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true });
    return /[^\P{Cc}\s]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
