import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJson } from "../../src/intake/json.js";

const parse = (text: string, depth = 3): unknown => parseJson(Buffer.from(text), depth);

test("JSON within the depth is parsed", () => {
  assert.deepEqual(parse('{"a":[{"b":"ä"}]}'), { a: [{ b: "ä" }] });
  assert.deepEqual(parse("[[],[],[[]]]"), [[], [], [[]]]);
});

test("JSON that is nested deeper is refused, with the limit", () => {
  for (const text of ["[[[[]]]]", '{"a":{"b":{"c":{}}}}', '[{"a":[{', "[[[["]) {
    assert.throws(() => parse(text), { code: "InvalidJson", message: /3/ }, text);
  }
});

test("brackets in strings do not count, whatever is escaped before them", () => {
  const values = ["[[[[", '"[[[[', "\\", '\\"[[[[', "\\\\"];
  for (const value of values) assert.deepEqual(parse(JSON.stringify([value, [[]]])), [value, [[]]]);
  for (const value of values) {
    const text = JSON.stringify([value, [[[]]]]);
    assert.throws(() => parse(text), { code: "InvalidJson", message: /3/ }, text);
  }
});

test("what is not JSON is refused", () => {
  for (const text of ["{", "]", '"open', '"\\', "nul", "'a'", "[1,]", '{"a":1}}', "\ufeff{"]) {
    assert.throws(() => parse(text), { code: "InvalidJson" }, text);
  }
  assert.throws(() => parseJson(Buffer.from([0x22, 0xff, 0x22]), 3), { code: "InvalidJson" });
});

test("a body without bytes is told apart", () => {
  assert.throws(() => parse(""), { code: "EmptyBody" });
});
