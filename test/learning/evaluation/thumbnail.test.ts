import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import sharp from "sharp";
import { decode } from "../../../src/image/decode.js";
import { thumbnail } from "../../../src/learning/evaluation/thumbnail.js";
import { fixture } from "../../paths.js";

test("what the service decodes has a thumbnail, also where the decoder warns", async () => {
  const daisy = await readFile(fixture("photos/daisy.jpg"));
  // libjpeg warns of such bytes in the middle, and gives the picture.
  const odd = Buffer.from(daisy);
  odd.fill(0xff, odd.length >> 1, (odd.length >> 1) + 40);
  await assert.rejects(sharp(odd, { failOn: "warning" }).raw().toBuffer());
  await decode(odd, { pixels: 50_000_000, side: 20_000 });
  const { width, height } = await sharp(await thumbnail(odd)).metadata();
  assert.equal(Math.max(width, height), 160);
});
