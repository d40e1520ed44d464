import assert from "node:assert/strict";
import test from "node:test";
import { fromBase64 } from "../../src/intake/base64.js";

test("decodes with and without padding and line breaks", () => {
  for (const text of ["Y2F0cw==", "Y2F0cw", "Y2F0\r\ncw==\n"]) {
    assert.deepEqual([...fromBase64(text, 100)], [...Buffer.from("cats")]);
  }
});

test("refuses what is not base64", () => {
  for (const text of [
    "",
    "=",
    "Y2F0cw===",
    "Y2F*",
    "https://example.org/cat.jpg",
    "/etc/passwd.",
    "A",
  ]) {
    assert.throws(() => fromBase64(text, 100), { code: "InvalidRequest" }, text);
  }
});

test("refuses a picture over the limit", () => {
  assert.equal(fromBase64("Y2F0cw==", 4).byteLength, 4);
  assert.throws(() => fromBase64("Y2F0cw==", 3), { code: "ImageTooLarge" });
});
