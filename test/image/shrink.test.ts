import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { open } from "../../src/image/decode.js";
import { prepare } from "../../src/image/prepare.js";
import { toPreprocessorConfig } from "../../src/image/preprocessorConfig.js";
import { shrinkFor } from "../../src/image/shrink.js";
import { fixture, root } from "../paths.js";

const limits = { pixels: 50_000_000, side: 20_000 };
const config = (name: string): ReturnType<typeof toPreprocessorConfig> =>
  toPreprocessorConfig(JSON.parse(readFileSync(join(root, name), "utf8")));
const preprocessor = config("model/efficientnet-lite0/preprocessor_config.json");

/** A photo made large; an odd size shows how a shrunk one is rounded. */
const large = (orientation: number): Promise<Buffer> =>
  sharp(fixture("photos/cat.jpg"))
    .resize(2021, 1507, { fit: "fill" })
    .withMetadata({ orientation })
    .jpeg({ quality: 92 })
    .toBuffer();

test("a picture is shrunk while it has twice the size that it is resized to", () => {
  const squash = {
    ...preprocessor,
    resize: { exactly: { width: 224, height: 224 }, resample: 2 },
  } as const;
  const shrink = (width: number, height: number): number => shrinkFor({ width, height }, squash);
  assert.equal(shrink(4032, 3024), 4);
  assert.equal(shrink(3584, 3584), 8);
  assert.equal(shrink(3584, 3583), 4);
  assert.equal(shrink(896, 896), 2);
  assert.equal(shrink(895, 4000), 1);
  assert.equal(shrinkFor({ width: 4000, height: 4000 }, { ...squash, resize: undefined }), 1);
});

test("a JPEG decodes to a part of its size, upright", async () => {
  for (const [orientation, size] of [
    [1, [1011, 754]],
    [6, [754, 1011]],
    [8, [754, 1011]],
  ] as const) {
    const picture = await open(await large(orientation), limits);
    const { width, height } = await picture.decode(2);
    assert.deepEqual([width, height], size, `orientation ${orientation}`);
    const whole = orientation === 1 ? { width: 2021, height: 1507 } : { width: 1507, height: 2021 };
    assert.deepEqual(picture.shrinkable, whole);
  }
});

test("scaled decoding gives nearly the same pixel_values, and the picture's own size", async () => {
  for (const orientation of [1, 3, 5, 6]) {
    const bytes = await large(orientation);
    const exact = await prepare(await open(bytes, limits), preprocessor);
    const scaled = await prepare(await open(bytes, limits), preprocessor, "scaled");
    assert.deepEqual([scaled.width, scaled.height], [exact.width, exact.height]);
    assert.notDeepEqual(scaled.pixelValues.data, exact.pixelValues.data);
    let sum = 0;
    exact.pixelValues.data.forEach((value, i) => {
      sum += Math.abs(value - (scaled.pixelValues.data[i] ?? NaN));
    });
    // In levels of 256; a mirrored or turned picture is off by forty.
    const mean = (sum / exact.pixelValues.data.length) * 127;
    assert.ok(mean < 1.5, `orientation ${orientation}: ${mean}`);
  }
});

test("other pictures, and those of the exact mode, are decoded whole", async () => {
  const png = await sharp(fixture("photos/cat.jpg")).resize(2000, 1500).png().toBuffer();
  const exact = await prepare(await open(png, limits), preprocessor);
  const scaled = await prepare(await open(png, limits), preprocessor, "scaled");
  assert.deepEqual(scaled.pixelValues, exact.pixelValues);
  const cmyk = await sharp(fixture("photos/cat.jpg")).toColourspace("cmyk").jpeg().toBuffer();
  assert.equal((await open(cmyk, limits)).shrinkable, undefined);
});
