import assert from "node:assert/strict";
import { test } from "node:test";
import { readPictures } from "../../src/intake/pictures.js";
import { toSettings } from "../../src/settings.js";
import { httpRequest } from "../httpRequest.js";
import { unbounded } from "./unbounded.js";

const settings = toSettings({ MAX_IMAGE_BYTES: "10", MAX_REQUEST_BYTES: "1000" });

async function read(type: string, body: string | Uint8Array) {
  const request = httpRequest("", { headers: { "content-type": type }, body });
  return readPictures(request, settings, unbounded);
}

test("JSON holds one picture and what is wanted of labels", async () => {
  const body = '{"inputs":"Y2F0cw==","parameters":{"top_k":2}}';
  const found = await read("application/json; charset=utf-8", body);
  assert.ok("picture" in found);
  assert.equal(Buffer.from(found.picture).toString(), "cats");
  assert.deepEqual(found.options, { topK: 2 });
});

test("a form holds files", async () => {
  const body =
    '--b\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\ncat\r\n--b--\r\n';
  const found = await read("multipart/form-data; boundary=b", body);
  assert.ok("files" in found);
  assert.equal(found.files[0]?.name, "a");
});

test("any other body is the bytes of a picture, within the limit of one picture", async () => {
  for (const type of ["image/jpeg", "text/plain", ""]) {
    const found = await read(type, "1234567890");
    assert.ok("picture" in found);
    assert.deepEqual([found.picture.byteLength, found.options], [10, {}]);
    await assert.rejects(read(type, "12345678901"), { code: "ImageTooLarge" });
  }
});

test("a body of several pictures has the limit of a request", async () => {
  await assert.rejects(read("application/json", " ".repeat(1001)), { code: "RequestTooLarge" });
  const form = "multipart/form-data; boundary=b";
  await assert.rejects(read(form, " ".repeat(1001)), { code: "RequestTooLarge" });
});
