import assert from "node:assert/strict";
import { test } from "node:test";
import { toPicture } from "../../src/intake/pictureSource.js";
import { toSettings } from "../../src/settings.js";
import { unbounded } from "./unbounded.js";

const settings = toSettings({ URL_INPUT: "off" });
const read = (source: string) => toPicture(source, settings, unbounded);

test("base64 is read, alone and in a data URL", async () => {
  for (const source of ["Y2F0cw==", "data:image/png;base64,Y2F0cw==", "DATA:;base64,Y2F0cw=="]) {
    assert.equal(Buffer.from(await read(source)).toString(), "cats", source);
  }
});

test("anything else with a scheme goes the way of URLs", async () => {
  for (const source of ["https://example.org/", " HTTP://example.org/", "file:///etc/passwd"]) {
    await assert.rejects(read(source), { code: "UrlInputOff" }, source);
  }
});

test("a local path is neither", async () => {
  for (const source of ["/etc/passwd.", "cat.jpg", "//example.org/cat.jpg", "1://x"]) {
    await assert.rejects(read(source), { code: "InvalidRequest" }, source);
  }
});
