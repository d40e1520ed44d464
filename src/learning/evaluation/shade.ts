import sharp, { type Sharp } from "sharp";
import type { Explanation } from "../../inference/explain.js";

/** How dark the parts become that spoke least, and those that the model does not see. */
const DARKEST = 0.8;

/**
 * Makes a thumbnail the darker the less a part of the picture spoke for the explained label.
 *
 * @param thumbnail encoded
 * @param width of the upright picture in pixels
 * @returns the bytes of a JPEG file
 */
export async function shade(
  thumbnail: Uint8Array,
  width: number,
  { box, grid }: Explanation,
): Promise<Uint8Array> {
  const small = sharp(thumbnail);
  const size = await small.metadata();
  const scale = size.width / width;
  const [left, right] = edges(box.left, box.width, scale, size.width);
  const [top, bottom] = edges(box.top, box.height, scale, size.height);
  const layer = await toLayer(grid)
    .resize(right - left, bottom - top, { fit: "fill", kernel: "cubic" })
    .extend({
      ...{ left, top, right: size.width - right, bottom: size.height - bottom },
      background: { r: 0, g: 0, b: 0, alpha: DARKEST },
    })
    .png()
    .toBuffer();
  return small
    .composite([{ input: layer }])
    .jpeg({ quality: 75 })
    .toBuffer();
}

/** Where a part of a picture begins and ends in its thumbnail, in whole pixels; at least one. */
function edges(start: number, length: number, scale: number, most: number): [number, number] {
  const from = Math.min(most - 1, Math.max(0, Math.round(start * scale)));
  return [from, Math.min(most, Math.max(from + 1, Math.round((start + length) * scale)))];
}

/** A black pixel for each cell, the more opaque the less it spoke for the label. */
function toLayer(grid: Explanation["grid"]): Sharp {
  const cells = grid.flat();
  const [least, most] = [Math.min(...cells), Math.max(...cells)];
  const pixels = new Uint8Array(4 * cells.length);
  cells.forEach((cell, i) => {
    const share = most > least ? (most - cell) / (most - least) : 0;
    pixels[4 * i + 3] = Math.round(255 * DARKEST * share);
  });
  const raw = { width: cells.length / grid.length, height: grid.length, channels: 4 } as const;
  return sharp(pixels, { raw });
}
