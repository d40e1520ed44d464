import assert from "node:assert/strict";
import test from "node:test";
import { crop } from "../../../src/learning/augment/crop.js";
import { decode } from "../../../src/image/decode.js";
import { encodePng } from "../../../src/learning/augment/encode.js";
import { toPreprocessorConfig } from "../../../src/image/preprocessorConfig.js";
import { resize } from "../../../src/image/resize.js";
import { viewParameters } from "../../../src/learning/augment/augment.js";
import { contactSheet } from "../../../src/learning/augment/contactSheet.js";
import { viewPixels } from "../../../src/learning/augment/view.js";
import { goldenPicture } from "./augmentGoldens.js";

const config = toPreprocessorConfig({
  do_resize: true,
  size: { width: 60, height: 50 },
  resample: 2,
  do_normalize: false,
});

test("shows each picture and its views, and a PNG of it loses nothing", async () => {
  const cat = await goldenPicture("photos/cat.jpg");
  const daisy = await goldenPicture("photos/daisy.jpg");
  const pictures = [
    { name: "cat", image: cat },
    { name: "daisy", image: daisy },
  ];
  const sheet = contactSheet(pictures, 3, 2, config);
  assert.deepEqual([sheet.width, sheet.height], [4 + 3 * 64, 4 + 2 * 54]);

  const whole = resize(cat, { width: 60, height: 40 }, 1);
  assert.deepEqual(crop(sheet, { left: 4, top: 4, width: 60, height: 40 }), whole);
  const below = crop(sheet, { left: 4, top: 44, width: 60, height: 10 });
  assert.ok(below.data.every((byte) => byte === 255));
  const view = viewPixels(daisy, viewParameters(3, "daisy", 1, daisy), config);
  assert.deepEqual(crop(sheet, { left: 4 + 2 * 64, top: 58, width: 60, height: 50 }), view);

  const decoded = await decode(await encodePng(sheet), { pixels: 100_000, side: 1000 });
  assert.deepEqual(decoded, { ...sheet, data: Buffer.from(sheet.data) });
});
