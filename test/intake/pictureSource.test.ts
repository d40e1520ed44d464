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
  for (const source of ["https://example.org/", " HTTP://example.org/", "ftp://x/cat.jpg"]) {
    await assert.rejects(read(source), { code: "UrlInputOff" }, source);
  }
});

test("a file on the caller's machine is named as one", async () => {
  for (const source of ["/home/me/cat.jpg", "C:\\cat", "~/cat.png", "cat.jpg", "file:///cat"]) {
    const message = `${source} is a file on your machine, which this service cannot read. Send its bytes in base64, or a public http or https URL.`;
    await assert.rejects(read(source), { code: "InvalidRequest", message });
  }
});

test("an error does not repeat a long text", async () => {
  for (const source of [`file:///${"a".repeat(1e6)}`, `C:/${"a".repeat(1e6)}`]) {
    await assert.rejects(read(source), ({ message }: Error) => message.length < 200);
  }
});

test("a data URL must be in base64", async () => {
  await assert.rejects(read("data:image/svg+xml,<svg/>"), {
    code: "InvalidRequest",
    message: "Expected a data URL in base64: data:image/jpeg;base64,…",
  });
});

test("a text that is nothing of this is refused", async () => {
  for (const source of ["/etc/passwd.", "//example.org", "1://x"]) {
    await assert.rejects(read(source), { code: "InvalidRequest" }, source);
  }
});
