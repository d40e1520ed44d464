import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { checkHeader, decode } from "../../src/image/decode.js";
import { fixture } from "../paths.js";

const picture = (name: string): Buffer => readFileSync(fixture(`pictures/${name}`));
const refused = (bytes: Uint8Array, code: string): Promise<void> =>
  assert.rejects(decode(bytes, { pixels: 1_000_000, side: 10_000 }), { code });

test("no bytes at all", () => refused(new Uint8Array(), "EmptyImage"));

test("what is no picture, whatever it calls itself", async () => {
  await refused(Buffer.from("this is not a picture"), "UnsupportedImageFormat");
  await refused(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "UnsupportedImageFormat");
  await refused(Buffer.from("%PDF-1.7\n"), "UnsupportedImageFormat");
  await refused(Buffer.from("BM\0\0\0\0"), "UnsupportedImageFormat");
});

test("text behind a picture's first bytes", async () => {
  const magics = ["\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "GIF89a", "RIFF\x10\0\0\0WEBP", "II*\0"];
  for (const magic of magics) {
    await refused(Buffer.from(`${magic}and then some text`, "latin1"), "InvalidImage");
  }
});

test("a picture that stops in the middle", async () => {
  for (const name of ["rgb-420.jpg", "progressive.jpg", "rgb.png", "lossy.webp", "rgb.tiff"]) {
    const bytes = picture(name);
    await refused(bytes.subarray(0, bytes.length >> 1), "InvalidImage");
  }
});

test("sizes that a header claims are checked before anything is decoded", async () => {
  const claim = (width: number, height: number): Buffer => {
    const bytes = Buffer.from(picture("rgb-420.jpg"));
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes.writeUInt16BE(height, frame + 5);
    bytes.writeUInt16BE(width, frame + 7);
    return bytes;
  };
  await refused(claim(65_000, 65_000), "TooManyPixels");
  await refused(claim(0, 0), "InvalidImage");
  await assert.rejects(decode(picture("rgb.png"), { pixels: 61 * 47 - 1, side: 61 }), {
    code: "TooManyPixels",
    message:
      "The picture has 61 × 47 pixels; at most 2866 pixels are accepted (setting MAX_IMAGE_PIXELS). Scale it down.",
  });
  assert.equal((await decode(picture("rgb.png"), { pixels: 61 * 47, side: 61 })).width, 61);
});

test("a header alone tells the format and the size, not whether the pixels are whole", async () => {
  // A pixel of AVIF counts as three.
  const limits = { pixels: 3 * 61 * 47, side: 61 };
  for (const name of readdirSync(fixture("pictures"))) await checkHeader(picture(name), limits);
  const whole = picture("rgb-420.jpg");
  await checkHeader(whole.subarray(0, whole.length >> 1), limits);
  const refusals: [Uint8Array, string][] = [
    [new Uint8Array(), "EmptyImage"],
    [Buffer.from("this is not a picture"), "UnsupportedImageFormat"],
    [whole.subarray(0, 20), "InvalidImage"],
    [readFileSync(fixture("photos/cat.jpg")), "TooManyPixels"],
  ];
  for (const [bytes, code] of refusals) await assert.rejects(checkHeader(bytes, limits), { code });
});
