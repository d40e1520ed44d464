import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { decode } from "../../src/image/decode.js";
import { DecoderChild } from "../../src/image/decoderChild.js";
import { PictureDecoder, type DecoderOptions } from "../../src/image/pictureDecoder.js";
import { within } from "../deadline.js";
import { fixture } from "../paths.js";

const limits = { pixels: 50_000_000, side: 20_000 };
const photo = readFileSync(fixture("photos/cat.jpg"));
const costly = readFileSync(fixture("attacks/small-grid.avif"));
const widest = { memory: 2 ** 30, cpu: 60_000, wall: 60_000 };

/** A decoder that sends every picture to a process, unless told otherwise. */
function start(t: { after: (end: () => void) => void }, options: DecoderOptions): PictureDecoder {
  const decoder = new PictureDecoder(limits, { aloneBytes: 0, ...options });
  t.after(() => decoder.close());
  return decoder;
}

const width = (image: { width: number }): number => image.width;

test("a process of its own decodes to the same bytes", async (t) => {
  const decoder = start(t, {});
  for (const name of readdirSync(fixture("pictures"))) {
    const picture = readFileSync(fixture(`pictures/${name}`));
    const expected = await decode(picture, limits);
    const image = await within(
      60,
      name,
      decoder.decode(picture, (decoded) => decoded),
    );
    assert.deepEqual([image.width, image.height], [expected.width, expected.height]);
    assert.ok(Buffer.from(expected.data).equals(image.data), name);
  }
});

test("the process is started once, and keeps its picture's errors", async (t) => {
  let started = 0;
  const startChild = (): DecoderChild => (started++, new DecoderChild());
  const decoder = start(t, { startChild });
  await decoder.decode(photo, width);
  const broken = photo.subarray(0, photo.length >> 1);
  await assert.rejects(decoder.decode(broken, width), { code: "InvalidImage" });
  assert.equal(await decoder.decode(photo, width), 451);
  assert.equal(started, 1);
});

test("what takes too much memory or time is ended, and who is beside it is served", async (t) => {
  for (const bounds of [
    { ...widest, memory: 1 },
    { ...widest, cpu: 1 },
    { ...widest, wall: 1 },
  ]) {
    const decoder = start(t, {
      aloneBytes: 64 * 1024 * 1024,
      bounds: ({ memory }) => (memory > 64 * 1024 * 1024 ? bounds : widest),
    });
    const refused = assert.rejects(decoder.decode(costly, width), { code: "ImageTooCostly" });
    assert.equal(await within(30, "The photo beside it", decoder.decode(photo, width)), 451);
    await within(30, "The costly picture", refused);
  }
});

test("a picture whose process dies gets another one, and after two is too costly", async (t) => {
  for (const deaths of [1, 2]) {
    let started = 0;
    const startChild = (): DecoderChild => {
      const child = new DecoderChild();
      if (started++ < deaths) process.kill(child.pid ?? 0, "SIGKILL");
      return child;
    };
    const decoder = start(t, { startChild });
    const answer = within(60, "The picture", decoder.decode(photo, width));
    if (deaths === 1) assert.equal(await answer, 451);
    else await assert.rejects(answer, { code: "ImageTooCostly", message: /twice/ });
    assert.equal(started, 2);
  }
});
