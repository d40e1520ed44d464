import sharp, { type Sharp } from "sharp";
import type { Size } from "../../image/preprocessorConfig.js";
import type { Explanation } from "../../inference/explain.js";

/** How dark the parts become that spoke least, and those that the model does not see. */
const DARKEST = 0.8;

/**
 * Makes a thumbnail the darker the less a part of the picture spoke for the explained label.
 *
 * @param thumbnail encoded
 * @param full size of the upright picture in pixels
 * @returns the bytes of a JPEG file
 */
export async function shade(
  thumbnail: Uint8Array,
  full: Size,
  { box, grid }: Explanation,
): Promise<Uint8Array> {
  const small = sharp(thumbnail);
  const size = await small.metadata();
  const across = toSpan(box.left, box.width, size.width / full.width, size.width);
  const down = toSpan(box.top, box.height, size.height / full.height, size.height);
  const layer = await toLayer(grid)
    .resize(across.length, down.length, { fit: "fill", kernel: "cubic" })
    .extract({ left: across.cut, top: down.cut, width: across.seen, height: down.seen })
    .extend({
      ...{ left: across.before, top: down.before, right: across.after, bottom: down.after },
      background: { r: 0, g: 0, b: 0, alpha: DARKEST },
    })
    .png()
    .toBuffer();
  return small
    .composite([{ input: layer }])
    .jpeg({ quality: 75 })
    .toBuffer();
}

/** Where a box lies along one axis of a thumbnail, in whole pixels. It may reach over the edges. */
interface Span {
  /** Of the whole box; 1 or more. */
  readonly length: number;
  /** Of the box before the edge of the thumbnail. */
  readonly cut: number;
  /** Of the box within the thumbnail; 1 or more. */
  readonly seen: number;
  /** Of the thumbnail before and after the box. */
  readonly before: number;
  readonly after: number;
}

function toSpan(start: number, length: number, scale: number, most: number): Span {
  const from = Math.min(most - 1, Math.round(start * scale));
  const to = Math.max(from + 1, 1, Math.round((start + length) * scale));
  const before = Math.max(0, from);
  const after = Math.max(0, most - to);
  const seen = most - before - after;
  return { length: to - from, cut: before - from, seen, before, after };
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
