import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { open } from "../../src/image/decode.js";
import { DecoderChild } from "../../src/image/decoderChild.js";
import { PictureDecoder, type DecoderOptions } from "../../src/image/pictureDecoder.js";
import { prepare } from "../../src/image/prepare.js";
import { toPreprocessorConfig } from "../../src/image/preprocessorConfig.js";
import { within } from "../deadline.js";
import { fixture, root } from "../paths.js";

const limits = { pixels: 50_000_000, side: 20_000 };
const photo = readFileSync(fixture("photos/cat.jpg"));
const costly = readFileSync(fixture("attacks/small-grid.avif"));
const preprocessor = toPreprocessorConfig(
  JSON.parse(readFileSync(join(root, "model/efficientnet-lite0/preprocessor_config.json"), "utf8")),
);
const widest = { memory: 2 ** 30, cpu: 60_000, wall: 60_000 };

/** A decoder that sends every picture to a process, unless told otherwise. */
function start(t: { after: (end: () => void) => void }, options: DecoderOptions): PictureDecoder {
  const decoder = new PictureDecoder(limits, preprocessor, { costlyBytes: 0, ...options });
  t.after(() => decoder.close());
  return decoder;
}

/** The width of the decoded picture. */
const width = async (decoder: PictureDecoder, picture: Uint8Array): Promise<number> =>
  (await decoder.prepare(picture)).width;

test("a process of its own gives the same pixel_values", async (t) => {
  const decoder = start(t, {});
  for (const name of readdirSync(fixture("pictures"))) {
    const picture = readFileSync(fixture(`pictures/${name}`));
    const expected = await prepare(await open(picture, limits), preprocessor);
    const prepared = await within(60, name, decoder.prepare(picture));
    assert.deepEqual({ ...prepared, preprocessing: 0 }, { ...expected, preprocessing: 0 }, name);
  }
});

test("the process is started once, and keeps its picture's errors", async (t) => {
  let started = 0;
  const startChild = (): DecoderChild => (started++, new DecoderChild());
  const decoder = start(t, { startChild });
  await width(decoder, photo);
  const broken = photo.subarray(0, photo.length >> 1);
  await assert.rejects(width(decoder, broken), { code: "InvalidImage" });
  assert.equal(await width(decoder, photo), 451);
  assert.equal(started, 1);
});

test("what takes too much memory or time is ended, and who is beside it is served", async (t) => {
  for (const bounds of [
    { ...widest, memory: 1 },
    { ...widest, cpu: 1 },
    { ...widest, wall: 1 },
  ]) {
    const decoder = start(t, {
      costlyBytes: 64 * 1024 * 1024,
      bounds: ({ memory }) => (memory > 64 * 1024 * 1024 ? bounds : widest),
    });
    const refused = assert.rejects(width(decoder, costly), { code: "ImageTooCostly" });
    assert.equal(await within(30, "The photo beside it", width(decoder, photo)), 451);
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
    const answer = within(60, "The picture", width(decoder, photo));
    if (deaths === 1) assert.equal(await answer, 451);
    else await assert.rejects(answer, { code: "ImageTooCostly", message: /twice/ });
    assert.equal(started, 2);
  }
});

test("a picture for which no process can be started may be sent again", async (t) => {
  const { execPath } = process;
  t.after(() => (process.execPath = execPath));
  process.execPath = "/nowhere/node";
  await assert.rejects(width(start(t, {}), photo), { code: "Overloaded" });
});

test("ordinary pictures do not wait for costly ones, of which only a few may wait", async (t) => {
  const held: DecoderChild[] = [];
  // A process that is stopped holds its picture, and all that wait behind it.
  const startChild = (): DecoderChild => {
    const child = new DecoderChild();
    process.kill(child.pid ?? 0, "SIGSTOP");
    held.push(child);
    return child;
  };
  const decoder = start(t, { costlyBytes: 64 * 1024 * 1024, memory: 1, startChild });
  let told = 0;
  const waiting = Array.from({ length: 10 }, () =>
    decoder.prepare(costly, { onCostly: () => told++ }),
  );
  const outcomes = Promise.allSettled(waiting);
  // Whichever comes last: their headers are read side by side.
  const last = within(30, "The last one", Promise.all(waiting));
  await assert.rejects(last, { code: "Overloaded" });
  assert.equal(await within(30, "The photo beside them", width(decoder, photo)), 451);
  assert.equal(told, 10);
  const patient = decoder.prepare(costly, { isPatient: true });
  for (const child of held) process.kill(child.pid ?? 0, "SIGCONT");
  const settled = await within(60, "The costly ones", outcomes);
  assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 9);
  assert.equal((await within(60, "The patient one", patient)).width, 64);
});
