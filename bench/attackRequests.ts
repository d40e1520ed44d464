import { readFileSync } from "node:fs";
import sharp from "sharp";
import { fixture } from "../test/paths.js";

/** Requests of one kind, sent side by side. */
export interface Attack {
  readonly name: string;
  readonly route: string;
  readonly type: string;
  readonly body: Buffer;
  /** Requests at once. */
  readonly callers: number;
  /** The body never ends: the last byte is held back. */
  readonly stalls?: boolean;
  /** What the caller says that it waits, in milliseconds. */
  readonly timeout?: number;
}

const MB = 1_000_000;
const file = (name: string): Buffer => readFileSync(fixture(`attacks/${name}`));
const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 90, g: 120, b: 200 } } });

const picture = (name: string, body: Buffer, callers = 6): Attack => ({
  name,
  route: "classify",
  type: "application/octet-stream",
  body,
  callers,
});

/** One request of a few kilobytes that once took gigabytes or minutes, and the largest honest ones. */
export async function pictureAttacks(): Promise<Attack[]> {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const noisy = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: "#000", noise } });
  return [
    picture("AVIF: clean aperture of 4096²", file("clap.avif")),
    picture("AVIF: grid of 16384²", file("grid.avif")),
    picture("AVIF: 16 megapixels", await flat(4080, 4080).avif({ effort: 0 }).toBuffer()),
    picture("JPEG: thousands of scans", file("scans.jpg")),
    picture("JPEG: circular EXIF", file("exif.jpg")),
    picture(
      "JPEG: progressive, 50 megapixels",
      await noisy(10_000, 5000).jpeg({ progressive: true, quality: 30 }).toBuffer(),
    ),
    picture("PNG: 50 megapixels", await flat(10_000, 5000).png().toBuffer()),
    picture(
      "PNG: interlaced, 50 megapixels",
      await flat(10_000, 5000).png({ progressive: true }).toBuffer(),
    ),
    picture("WebP: 50 megapixels", await flat(10_000, 5000).webp({ effort: 0 }).toBuffer()),
    picture("GIF: 50 megapixels", await flat(10_000, 5000).gif({ effort: 1 }).toBuffer()),
  ];
}

/** Bodies that are large, long-winded, or never end. */
export function bodyAttacks(): Attack[] {
  const json = (name: string, route: string, text: string, callers = 3): Attack => ({
    name,
    route,
    type: "application/json",
    body: Buffer.from(text),
    callers,
  });
  const form = (name: string, text: string): Attack => ({
    name,
    route: "classify",
    type: "multipart/form-data; boundary=b",
    body: Buffer.from(text),
    callers: 3,
  });
  const part = (field: string, rest: string): string =>
    `--b\r\ncontent-disposition: form-data; name="${field}"${rest}\r\n\r\nx\r\n`;
  return [
    json("JSON: 49 million ones", "score", `{"input_data":[${"1,".repeat(49 * MB)}1]}`),
    json("JSON: 25 million strings", "score", `{"input_data":[${'"",'.repeat(25 * MB)}""]}`),
    json("JSON: nested a million deep", "classify", "[".repeat(MB)),
    form("Form: a million files", `${part("f", '; filename="a"').repeat(MB)}--b--\r\n`),
    form("Form: a name of 90 MB", `${part("n".repeat(90 * MB), "")}--b--\r\n`),
    {
      name: "60 bodies of 90 MB that stall",
      route: "classify",
      type: "application/octet-stream",
      body: Buffer.alloc(90 * MB),
      callers: 60,
      stalls: true,
      timeout: 8000,
    },
    {
      name: "300 bodies of 1 KB that stall",
      route: "classify",
      type: "application/octet-stream",
      body: Buffer.alloc(1000),
      callers: 300,
      stalls: true,
      timeout: 1000,
    },
  ];
}
