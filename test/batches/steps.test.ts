import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { toStep } from "../../src/batches/steps.js";

const shared = { version: 1, batchId: randomUUID() };
const list = { ...shared, step: "list", page: 0, firstPart: 0 };
const score = { ...shared, step: "score", part: 1, page: 0, from: 50, to: 100 };
const finish = { ...shared, step: "finish", part: 0, csvLength: 0, jsonlLength: 0 };

test("each kind of step is read", () => {
  const clean = { ...shared, step: "clean" };
  for (const step of [list, { ...list, marker: "next" }, score, finish, clean]) {
    assert.deepEqual(toStep(step), step);
  }
});

test("what a trigger merges into a message is left away", () => {
  assert.deepEqual(toStep({ ...list, id: "1", dequeueCount: 2 }), list);
});

test("a message that is no step is refused by what is wrong", () => {
  const cases: [message: unknown, word: RegExp][] = [
    [{ ...list, version: 2 }, /version/],
    [{ ...list, batchId: "../../uploads" }, /batchId/],
    [{ ...list, step: "explode" }, /step/],
    [{ ...list, page: -1 }, /page/],
    [{ ...score, to: "100" }, /to/],
    [{ ...finish, csvLength: 0.5 }, /csvLength/],
    ["text", /./],
    [null, /./],
  ];
  for (const [message, word] of cases) {
    const read = () => toStep(message);
    assert.throws(read, { code: "InvalidMessage", message: word }, JSON.stringify(message));
  }
});
