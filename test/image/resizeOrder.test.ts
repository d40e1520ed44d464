import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { z } from "zod";
import { decode } from "../../src/image/decode.js";
import { resample } from "../../src/image/resample.js";
import { isFilter } from "../../src/image/resampleWeights.js";
import type { RgbImage } from "../../src/image/rgbImage.js";
import { fixture } from "../paths.js";

const size = z.object({ width: z.number(), height: z.number() });
const resized = size.extend({ resample: z.number().refine(isFilter), sha256: z.string() });
/** What Pillow 13 makes of pictures on both sides of its rule for the order of the passes. */
const goldens = z
  .object({
    photos: z.array(resized.extend({ picture: z.string() })),
    noise: z.array(resized.extend({ from: size })),
  })
  .parse(JSON.parse(readFileSync(fixture("goldens/resize-order.json"), "utf8")));

const digest = ({ data }: RgbImage): string =>
  createHash("sha256").update(data).digest("hex").slice(0, 16);

/** The picture of `resize_order.py`, which looks like noise. */
function noise(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = Math.imul(i, 2654435761) >>> 24;
  return { width, height, data };
}

for (const { picture, width, height, resample: filter, sha256 } of goldens.photos) {
  test(`resizes ${picture} to ${width} × ${height} as Pillow 13 does`, async () => {
    const bytes = readFileSync(fixture(picture));
    const image = await decode(bytes, { pixels: 1_000_000, side: 10_000 });
    assert.equal(digest(resample(image, width, height, filter)), sha256);
  });
}

test(`resizes pictures of ${goldens.noise.length} sizes as Pillow 13 does`, () => {
  for (const { from, width, height, resample: filter, sha256 } of goldens.noise) {
    const result = resample(noise(from.width, from.height), width, height, filter);
    const sizes = `${from.width} × ${from.height} to ${width} × ${height}, filter ${filter}`;
    assert.equal(digest(result), sha256, sizes);
  }
});

for (const [name, image] of [
  ["wide", noise(400, 300)],
  ["tall", noise(400, 2100)],
] as const) {
  test(`a window of a ${name} picture is the same part of the whole`, () => {
    const whole = resample(image, 300, 256, 3);
    const window = { left: 41, top: 17, width: 224, height: 201 };
    const part = resample(image, 300, 256, 3, window);
    for (let y = 0; y < window.height; y++) {
      const start = ((window.top + y) * whole.width + window.left) * 3;
      assert.deepEqual(
        part.data.subarray(y * window.width * 3, (y + 1) * window.width * 3),
        whole.data.subarray(start, start + window.width * 3),
      );
    }
  });
}
