import assert from "node:assert/strict";
import { test } from "node:test";
import { within } from "../deadline.js";
import { readFiles } from "../../src/intake/multipart.js";
import { toSettings } from "../../src/settings.js";

const settings = toSettings({ MAX_IMAGES_PER_REQUEST: "2", MAX_IMAGE_BYTES: "5" });

/** As a body arrives: in parts that end anywhere. */
async function* inChunks(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += 7) yield body.subarray(at, at + 7);
}

/** The files that are found in a form of these fields. */
async function filesOf(...fields: [name: string, value: string, file?: string][]) {
  const form = new FormData();
  for (const [name, value, file] of fields) {
    if (file === undefined) form.append(name, value);
    else form.append(name, new Blob([value]), file);
  }
  const response = new Response(form);
  return readFiles(
    inChunks(new Uint8Array(await response.arrayBuffer())),
    response.headers.get("content-type") ?? "",
    settings,
  );
}

test("files are read in their order, with their names, and other fields are passed over", async () => {
  const files = await filesOf(
    ["second", "abc", "ä b.jpg"],
    ["note", "no file"],
    ["first", "12345", "b.jpg"],
  );
  assert.deepEqual(
    files.map(({ name, picture }) => [name, Buffer.from(picture).toString()]),
    [
      ["ä b.jpg", "abc"],
      ["b.jpg", "12345"],
    ],
  );
});

test("two files of one field are two files", async () => {
  const files = await filesOf(["file", "a", "a.jpg"], ["file", "b", "b.jpg"]);
  assert.deepEqual(
    files.map(({ name }) => name),
    ["a.jpg", "b.jpg"],
  );
});

test("more files than allowed are refused", async () => {
  const file: [string, string, string] = ["file", "a", "a.jpg"];
  await assert.rejects(filesOf(file, file, file), {
    code: "TooManyImages",
    message: /more than 2/,
  });
});

test("a file that is too large is refused by its place among the files", async () => {
  const forms = filesOf(["note", "text"], ["a", "12345", "a"], ["b", "123456", "b"]);
  await assert.rejects(forms, { code: "ImageTooLarge", index: 1, message: /^files\[1\]/ });
});

test("a form that is cut anywhere is refused, and ends nothing else", async () => {
  const whole = Buffer.from(
    '--b\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\ncat\r\n--b--\r\n',
  );
  const type = "multipart/form-data; boundary=b";
  for (let length = 1; length < whole.length - 4; length++) {
    const cut = within(
      5,
      `${length} bytes`,
      readFiles(inChunks(whole.subarray(0, length)), type, settings),
    );
    await assert.rejects(cut, { code: "InvalidRequest" }, String(length));
  }
});

test("a long part that is passed over does not keep the form from its end", async () => {
  const skipped = `--b\r\nx: y\r\n\r\n${"a".repeat(100_000)}\r\n`;
  const file =
    '--b\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\ncat\r\n--b--\r\n';
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(skipped + file);
  }
  const type = "multipart/form-data; boundary=b";
  const files = await within(5, "The form", readFiles(whole(), type, settings));
  assert.deepEqual(
    files.map(({ name }) => name),
    ["a"],
  );
});

test("a form without files, or that is none, is refused", async () => {
  await assert.rejects(filesOf(["note", "text"]), { code: "InvalidRequest" });
  const broken = Buffer.from("--b\r\nno form");
  for (const type of ["multipart/form-data; boundary=b", "multipart/form-data", ""]) {
    await assert.rejects(
      readFiles(inChunks(broken), type, settings),
      { code: "InvalidRequest" },
      type,
    );
  }
});
