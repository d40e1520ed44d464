import { readAv1 } from "./av1.js";
import { readItems, type AvifItems, type Item, type Size } from "./avifItems.js";
import { BoxCounter, invalidAvif } from "./boxes.js";
import { ByteReader } from "./byteReader.js";
import type { Inspection } from "./inspection.js";
import { checkSize, tooManyPixels, type PixelLimits } from "./pixelLimits.js";

/**
 * A pixel of AVIF takes a decoder three times as long and three to six times as much memory as one
 * of any other format, so it counts as three.
 */
export const AVIF_PIXEL_WEIGHT = 3;

/** Pictures, grids of them, and the gain map of one with high dynamic range, which is not decoded. */
const PICTURES = new Set(["av01", "grid", "tmap"]);
/** What is said about them; a decoder is not to see it. */
const METADATA = new Set(["Exif", "mime", "uri ", "skip"]);

/**
 * Reads the boxes of an AVIF and the sequence headers in it: what is really decoded must be within
 * the limits, whatever size the picture says it has in the end.
 */
export function inspectAvif(bytes: Uint8Array, limits: PixelLimits): Inspection {
  const counter = new BoxCounter();
  const boxes = counter.read(new ByteReader(bytes));
  const metas = boxes.filter(({ type }) => type === "meta");
  const [meta] = metas;
  if (!meta || metas.length > 1) throw invalidAvif("has no still picture");
  const found = readItems(meta.content, bytes, counter);
  const decodedPixels = checkItems(found, limits);
  const erased = [...found.items.values()].filter(({ type }) => METADATA.has(type));
  // A sequence's first picture is an item as well, and no more of it is wanted.
  const moov = boxes.filter(({ type }) => type === "moov" || type === "moof");
  const renamed = new Uint8Array(bytes);
  const skip = Buffer.from("skip");
  for (const { typeAt } of [...erased, ...moov]) renamed.set(skip, typeAt);
  // libheif turns and mirrors by the boxes `irot` and `imir`, and EXIF has no say in AVIF.
  return { bytes: renamed, orientation: undefined, bytesPerPixel: 28, decodedPixels };
}

/** @returns pixels that the costliest item takes */
function checkItems({ primary, items }: AvifItems, limits: PixelLimits): number {
  const main = items.get(primary);
  if (main?.type !== "av01" && main?.type !== "grid") throw invalidAvif("has no still picture");
  let most = 0;
  for (const item of items.values()) {
    if (METADATA.has(item.type)) continue;
    if (!PICTURES.has(item.type)) throw invalidAvif(`has items of the kind ${item.type}`);
    for (const size of item.sizes) checkAvifSize(size, limits);
    checkApertures(item);
    if (item.type === "av01") most = Math.max(most, checkCoded(item, limits));
    if (item.type === "grid") most = Math.max(most, checkGrid(item, items, limits));
  }
  return most;
}

function checkAvifSize({ width, height }: Size, limits: PixelLimits): void {
  checkSize(width, height, limits, AVIF_PIXEL_WEIGHT);
}

function checkApertures({ sizes, apertures }: Item): void {
  for (const clap of apertures) {
    const fits = sizes.some(({ width, height }) => clap.width <= width && clap.height <= height);
    if (!fits) throw invalidAvif("has a clean aperture larger than itself");
  }
}

/** @returns pixels × frames */
function checkCoded(item: Item, limits: PixelLimits): number {
  const { size, frames } = readAv1(Buffer.concat(item.parts));
  checkAvifSize(size, limits);
  const decoded = size.width * size.height * Math.max(1, frames);
  checkSum(decoded, limits);
  return decoded;
}

/** @returns pixels of the grid or of all its tiles, each as often as it is used */
function checkGrid(grid: Item, items: AvifItems["items"], limits: PixelLimits): number {
  const header = new ByteReader(Buffer.concat(grid.parts));
  header.skip(1);
  const sizeBytes = header.number(1) % 2 === 1 ? 4 : 2;
  const tiles = (header.number(1) + 1) * (header.number(1) + 1);
  const output = { width: header.number(sizeBytes), height: header.number(sizeBytes) };
  checkAvifSize(output, limits);
  if (grid.inputs.length !== tiles) throw invalidAvif("has a grid without its tiles");
  let sum = 0;
  const known = new Map<number, number>();
  for (const input of grid.inputs) {
    const tile = items.get(input);
    if (tile?.type !== "av01") throw invalidAvif("has a grid of something else than pictures");
    const pixels = known.get(input) ?? checkCoded(tile, limits);
    known.set(input, pixels);
    sum += pixels;
  }
  checkSum(sum, limits);
  return Math.max(sum, output.width * output.height);
}

function checkSum(decoded: number, { pixels }: PixelLimits): void {
  if (decoded * AVIF_PIXEL_WEIGHT <= pixels) return;
  throw tooManyPixels(`The AVIF has ${decoded} pixels to decode`, pixels, AVIF_PIXEL_WEIGHT);
}
