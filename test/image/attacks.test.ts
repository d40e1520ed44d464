import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { checkHeader, decode } from "../../src/image/decode.js";
import { within } from "../deadline.js";
import { fixture } from "../paths.js";

const attack = (name: string): Buffer => readFileSync(fixture(`attacks/${name}`));
/** Those of the service by default. */
const limits = { pixels: 50_000_000, side: 20_000 };

const refusals: Readonly<Record<string, readonly [code: string, message: RegExp]>> = {
  "clap.avif": ["TooManyPixels", /4096 × 4096 pixels; at most 16.7 megapixels are /],
  "ispe.avif": ["TooManyPixels", /4096 × 4096 pixels; at most 16.7 megapixels are /],
  "grid.avif": ["TooManyPixels", /268435456 pixels to decode/],
  "wide-clap.avif": ["InvalidImage", /clean aperture larger than itself/],
  "overlay.avif": ["InvalidImage", /no still picture/],
  "frames.avif": ["InvalidImage", /too many sequence headers/],
  "scans.jpg": ["ImageTooCostly", /more than 20 scans, too many for its 25.0 megapixels/],
};

for (const [name, [code, message]] of Object.entries(refusals)) {
  test(`${name} is refused before a decoder sees it`, async () => {
    await assert.rejects(checkHeader(attack(name), limits), { code, message });
    await assert.rejects(decode(attack(name), limits), { code });
  });
}

for (const name of ["exif.jpg", "exif.png", "exif.webp", "exif.avif"]) {
  test(`${name}: directories of EXIF that contain each other are not followed`, async () => {
    const { width, height } = await within(10, "Decoding", decode(attack(name), limits));
    // Only its orientation counts, and in AVIF not even that.
    assert.deepEqual([width, height], name === "exif.avif" ? [16, 8] : [8, 16]);
  });
}

test("a grid of few tiles and a JPEG of a usual number of scans are decoded", async () => {
  const grid = await decode(attack("small-grid.avif"), limits);
  assert.deepEqual([grid.width, grid.height], [64, 64]);
  assert.equal((await decode(attack("usual-scans.jpg"), limits)).width, 1000);
});

/** `count` frames or pages that hold next to nothing. */
const repeated: Readonly<Record<string, (count: number) => Buffer>> = {
  gif: (count) => {
    const screen = Buffer.from("GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff", "latin1");
    const frame = Buffer.from(",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0", "latin1");
    return Buffer.concat([screen, ...Array.from({ length: count }, () => frame), Buffer.from(";")]);
  },
  webp: (count) => {
    const still = readFileSync(fixture("pictures/animated.webp"));
    const start = still.indexOf("ANMF");
    const frame = still.subarray(start, start + 8 + still.readUInt32LE(start + 4));
    const padded = Buffer.concat([frame, Buffer.alloc(frame.length % 2)]);
    const frames = Array.from({ length: count }, () => padded);
    const webp = Buffer.concat([still.subarray(0, start), ...frames]);
    webp.writeUInt32LE(webp.length - 8, 4);
    return webp;
  },
  tiff: (count) => {
    // A directory of one entry after the other, each of which names the next.
    const tiff = Buffer.from(readFileSync(fixture("pictures/rgb.tiff")));
    const first = tiff.readUInt32LE(4);
    const directory = tiff.subarray(first, first + 6 + 12 * tiff.readUInt16LE(first));
    const pages = Array.from({ length: count }, (_, i) => {
      const page = Buffer.from(directory);
      const next = i + 1 < count ? tiff.length + (i + 1) * page.length : 0;
      page.writeUInt32LE(next, page.length - 4);
      return page;
    });
    tiff.writeUInt32LE(tiff.length, 4);
    return Buffer.concat([tiff, ...pages]);
  },
};

for (const [format, make] of Object.entries(repeated)) {
  test(`${format}: the first frame alone is looked at, however many follow`, async () => {
    const one = await decode(make(1), limits);
    const many = make(format === "gif" ? 1_000_000 : format === "tiff" ? 50_000 : 4000);
    const image = await within(10, "Decoding", decode(many, limits));
    assert.deepEqual([image.width, image.height], [one.width, one.height]);
    assert.ok(Buffer.from(one.data).equals(image.data));
  });
}

test("an AVIF whose boxes are damaged anywhere is refused or decoded, never more", async () => {
  const whole = attack("small-grid.avif");
  for (let at = 0; at < 400; at++) {
    for (const value of [0, 1, 0xff]) {
      const damaged = Buffer.from(whole);
      damaged[at] = value;
      await checkHeader(damaged, limits).catch((error: unknown) => {
        const codes = ["InvalidImage", "TooManyPixels", "TooLongSide", "UnsupportedImageFormat"];
        assert.ok(error instanceof Error && "code" in error);
        assert.ok(codes.includes(String(error.code)), `${at}: ${String(error.code)}`);
      });
    }
  }
});
