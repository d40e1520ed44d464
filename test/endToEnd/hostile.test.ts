import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { deflateSync } from "node:zlib";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
const { host } = app;
after(() => app.stop());

const photo = readFileSync(fixture("photos/cat.jpg"));

async function post(path: string, body: Uint8Array | string, type: string) {
  const response = await fetch(`${host.url}/api/${path}`, {
    method: "POST",
    body,
    headers: { "content-type": type },
  });
  const answer: unknown = await response.json();
  return { status: response.status, code: Object(answer).code, first: Object(answer)[0]?.label };
}

const classify = (body: Uint8Array | string) => post("classify", body, "application/octet-stream");

/** A PNG of one colour, which needs hardly any bytes however many pixels it has. */
function flatPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((width + 1) * height), { level: 9 });
  const magic = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([magic, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND")]);
}

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** PNG's checksum (PNG specification, annex D). */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** MiB, from Linux' proc file system; 0 elsewhere. */
async function peakMemory(): Promise<number> {
  const status = await readFile(`/proc/${host.process.pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

test("decompression bombs are refused by their headers, or stay within the limit", async () => {
  const bomb = flatPng(30_000, 2000);
  assert.ok(bomb.length < 100_000);
  assert.equal((await classify(bomb)).code, "TooManyPixels");
  assert.equal((await classify(flatPng(20_001, 1))).code, "TooLongSide");
  const largest = flatPng(10_000, 5000);
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => classify(largest)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 200, 200],
  );
  // Three pictures of 150 MB at once, not six.
  assert.ok((await peakMemory()) < 1200, `${await peakMemory()} MiB`);
});

test("of a long animation only the first frame is decoded", async () => {
  const still = readFileSync(fixture("pictures/still.gif"));
  // The trailer byte of the GIF goes behind a hundred copies of its one frame.
  const frame = still.subarray(still.indexOf(0x2c, 13 + 3 * 2 ** (((still[10] ?? 0) % 8) + 1)), -1);
  const animation = Buffer.concat([
    still.subarray(0, -1),
    ...Array.from({ length: 100 }, () => frame),
    Buffer.from([0x3b]),
  ]);
  assert.deepEqual(await classify(animation), await classify(still));
});

test("a picture that is something else as well is only a picture", async () => {
  const tails = [
    "<script>alert(1)</script>",
    "PK\u0003\u0004",
    "<?php system('id'); ?>",
    "%PDF-1.7",
  ];
  for (const tail of tails) {
    const { status, first } = await classify(Buffer.concat([photo, Buffer.from(tail)]));
    assert.deepEqual([status, first], [200, "tiger cat"]);
  }
});

test("an SVG with references is not even looked at", async () => {
  const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <svg xmlns="http://www.w3.org/2000/svg"><image href="http://169.254.169.254/"/>&x;</svg>`;
  assert.equal((await classify(svg)).code, "UnsupportedImageFormat");
});

test("deep JSON and 100 MB of base64 are refused in little time and memory", async () => {
  for (const deep of ["[".repeat(1_000_000), '{"a":'.repeat(500_000)]) {
    assert.equal((await post("classify", deep, "application/json")).code, "InvalidJson");
  }
  const large = Buffer.alloc(100 * 1024 * 1024, "A");
  const json = Buffer.concat([Buffer.from('{"inputs":"'), large.subarray(20), Buffer.from('"}')]);
  assert.equal((await post("classify", json, "application/json")).code, "ImageTooLarge");
  assert.equal((await post("classify", large, "application/json")).status, 400);
});

test("the service still knows a cat", async () => {
  assert.equal((await classify(photo)).first, "tiger cat");
});
