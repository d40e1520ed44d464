import assert from "node:assert/strict";
import { test } from "node:test";
import { readBody } from "../../src/intake/body.js";
import { pictureTooLarge } from "../../src/tooLarge.js";
import { httpRequest } from "../httpRequest.js";
import { unbounded } from "./unbounded.js";

const read = (body: string | undefined, headers: Record<string, string> = {}) =>
  readBody(
    httpRequest("", { headers, ...(body !== undefined && { body }) }),
    4,
    pictureTooLarge,
    unbounded,
  );

test("a body within the limit is read whole", async () => {
  assert.equal(Buffer.from(await read("1234")).toString(), "1234");
});

test("a longer body is refused with the code of its place", async () => {
  await assert.rejects(read("12345"), { code: "ImageTooLarge", message: /4/ });
});

test("a body whose header says that it is too long is not even read", async () => {
  await assert.rejects(read("1", { "content-length": "5" }), { code: "ImageTooLarge" });
});

test("a body that is longer than its header says is still refused", async () => {
  await assert.rejects(read("12345", { "content-length": "1" }), { code: "ImageTooLarge" });
});

test("a body that stalls is late at the deadline", async () => {
  const stalled = httpRequest("", { body: "1" });
  Object.defineProperty(stalled, "body", { value: new ReadableStream() });
  const reading = { ...unbounded, patience: { deadline: performance.now() + 20 } };
  await assert.rejects(readBody(stalled, 4, pictureTooLarge, reading), {
    code: "DeadlineExceeded",
  });
});

test("a body without bytes is told apart", async () => {
  await assert.rejects(read(""), { code: "EmptyBody" });
  await assert.rejects(read(undefined), { code: "EmptyBody" });
});
