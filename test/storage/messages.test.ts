import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { parseMessage } from "../../src/storage/messages.js";
import { toRequest } from "../../src/storage/requests.js";

const message = { version: 1, container: "uploads", blobName: "a.jpg", etag: "0x1", size: 10 };

test("a message that fits its schema is read, without what the schema does not know", () => {
  const schema = z.object({ a: z.number() });
  assert.deepEqual(parseMessage(schema, { a: 1, dequeueCount: 3 }), { a: 1 });
});

test("a message that does not fit is refused by what is wrong, however deep", () => {
  const schema = z.object({ a: z.object({ b: z.number() }) });
  const read = () => parseMessage(schema, { a: { b: "1" } });
  assert.throws(read, { code: "InvalidMessage", message: /^a\.b must be a number; it is "1"\.$/ });
});

test("a request of another version, or without its blob, is refused", () => {
  assert.equal(toRequest(message).blobName, "a.jpg");
  for (const [name, value] of Object.entries({ version: 2, blobName: "", etag: "", size: -1 })) {
    const read = () => toRequest({ ...message, [name]: value });
    assert.throws(read, { code: "InvalidMessage", message: new RegExp(`^${name}`) }, name);
  }
  assert.throws(() => toRequest("text"), { code: "InvalidMessage" });
});
