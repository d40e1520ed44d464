import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonShape } from "../../src/intake/jsonShape.js";
import { readPictureJson } from "../../src/intake/readJson.js";
import { toSettings } from "../../src/settings.js";
import { httpRequest } from "../httpRequest.js";
import { unbounded } from "./unbounded.js";

const settings = toSettings({ MAX_JSON_DEPTH: "3" });

const read = (body: string | Uint8Array): Promise<unknown> =>
  readPictureJson(httpRequest("", { body }), settings, unbounded);

test("JSON within the depth is parsed", async () => {
  assert.deepEqual(await read('{"a":[{"b":"ä"}]}'), { a: [{ b: "ä" }] });
  assert.deepEqual(await read("[[],[],[[]]]"), [[], [], [[]]]);
});

test("JSON that is nested deeper is refused, with the limit", async () => {
  for (const text of ["[[[[]]]]", '{"a":{"b":{"c":{}}}}', '[{"a":[{', "[[[["]) {
    await assert.rejects(read(text), { code: "InvalidJson", message: /3/ }, text);
  }
});

test("brackets in strings do not count, whatever is escaped before them", async () => {
  const values = ["[[[[", '"[[[[', "\\", '\\"[[[[', "\\\\", '\\\\"[[[['];
  for (const value of values) {
    assert.deepEqual(await read(JSON.stringify([value, [[]]])), [value, [[]]]);
    const text = JSON.stringify([value, [[[]]]]);
    await assert.rejects(read(text), { code: "InvalidJson", message: /3/ }, text);
  }
});

test("the shape is the same wherever the chunks of a body end", () => {
  const flat = Buffer.from(JSON.stringify(['\\"[[[[', { "}": '"' }, "\\\\", [["ä"]]]));
  const deep = Buffer.from(JSON.stringify(['\\"[[[[', { "}": '"' }, "\\\\", [[["ä"]]]]));
  for (let size = 1; size <= deep.length; size++) {
    const check = (body: Buffer): void => {
      const shape = new JsonShape(3);
      for (let at = 0; at < body.length; at += size) shape.check(body.subarray(at, at + size));
    };
    check(flat);
    assert.throws(() => check(deep), { code: "InvalidJson" }, String(size));
  }
});

test("what is not JSON is refused", async () => {
  for (const text of ["{", "]", '"open', '"\\', "nul", "'a'", "[1,]", '{"a":1}}', "\ufeff{"]) {
    await assert.rejects(read(text), { code: "InvalidJson" }, text);
  }
  await assert.rejects(read(Buffer.from([0x22, 0xff, 0x22])), { code: "InvalidJson" });
});

test("a body without bytes is told apart", async () => {
  await assert.rejects(read(""), { code: "EmptyBody" });
});
