import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { z } from "zod";
import { decode } from "../../src/image/decode.js";
import { nearest } from "../../src/image/nearest.js";
import { resample } from "../../src/image/resample.js";
import { isFilter } from "../../src/image/resampleWeights.js";
import type { RgbImage } from "../../src/image/rgbImage.js";
import { fixture } from "../paths.js";

const goldens = z
  .object({
    decode: z.record(
      z.string(),
      z.object({ width: z.number(), height: z.number(), sha256: z.string() }),
    ),
    resize: z.array(
      z.object({
        picture: z.string(),
        width: z.number(),
        height: z.number(),
        resample: z.number(),
        sha256: z.string(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(fixture("goldens/pillow.json"), "utf8")));

const digest = ({ data }: RgbImage): string => createHash("sha256").update(data).digest("hex");
const read = (path: string): Promise<RgbImage> =>
  decode(readFileSync(fixture(path)), { pixels: 1_000_000, side: 10_000 });

for (const [name, expected] of Object.entries(goldens.decode)) {
  test(`decodes ${name} to Pillow's bytes`, async () => {
    const image = await read(`pictures/${name}`);
    const { width, height } = image;
    assert.deepEqual({ width, height, sha256: digest(image) }, expected);
  });
}

for (const { picture, width, height, resample: code, sha256 } of goldens.resize) {
  test(`resizes ${picture} to ${width} × ${height} with filter ${code} to Pillow's bytes`, async () => {
    const image = await read(picture);
    const window = { left: 0, top: 0, width, height };
    const resized = isFilter(code)
      ? resample(image, width, height, code)
      : nearest(image, width, height, window);
    assert.equal(digest(resized), sha256);
  });
}

test("decodes AVIF to the picture that was encoded, within what its quality loses", async () => {
  const [avif, original] = await Promise.all([read("pictures/rgb.avif"), read("pictures/rgb.png")]);
  assert.deepEqual([avif.width, avif.height], [original.width, original.height]);
  const total = avif.data.reduce((sum, v, i) => sum + Math.abs(v - (original.data[i] ?? 0)), 0);
  assert.ok(total / avif.data.length < 4);
});
