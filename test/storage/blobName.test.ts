import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetPicture } from "../../src/uploads/forget.js";
import { giveUp } from "../../src/uploads/giveUp.js";
import { queueUpload } from "../../src/uploads/queueUpload.js";
import { blobNameSchema, checkBlobName } from "../../src/storage/blobName.js";
import { findClassification } from "../../src/storage/classifications.js";
import { toRequest } from "../../src/storage/requests.js";
import { writeUpload } from "../../src/storage/upload.js";
import { toBatchRequest } from "../../src/contracts/batch/batchRequest.js";
import { scriptedAccount } from "./account.js";

const unnameable: [name: string, problem: RegExp][] = [
  ["nul\u0000.jpg", /control character U\+0000/],
  ["a\r\nb", /control character U\+000D/],
  ["tab\t", /control character U\+0009/],
  ["del\u007f", /control character U\+007F/],
  ["c1\u0081", /control character U\+0081/],
  ["a\ufffe", /code point U\+FFFE/],
  ["a\uffff", /code point U\+FFFF/],
  ["half\ud83d.jpg", /lone surrogate U\+D83D/],
  ["half\ude00.jpg", /lone surrogate U\+DE00/],
  ["a".repeat(1025), /1025 characters; at most 1024/],
  ["a/".repeat(254) + "a", /255 segments .* at most 254/],
  [".", /segment "\."/],
  ["..", /segment "\.\."/],
  ["a/../b", /segment "\.\."/],
  ["./a", /segment "\."/],
];
const advisedAgainst: [name: string, problem: RegExp][] = [
  ["folder/", /ends with a slash/],
  ["folder\\", /ends with a slash/],
  ["a.", /ends with a dot/],
  ["a./b", /ends with a dot/],
  ["...", /ends with a dot/],
];
const good = [
  ...["cat.jpg", "2024/cat 1.jpg", "ünï#?%.txt", "😀.jpg", ".hidden", "a..b", "..a/.b", "a//b"],
  ...["a".repeat(1024), "a/".repeat(253) + "a", "\u00a0", "%00", "a:b*c|d", "\ue000", "\ufffd"],
];

test("a name is refused for what is wrong with it", () => {
  for (const [name, problem] of unnameable) {
    for (const use of ["new", "stored"] as const) {
      assert.throws(() => checkBlobName(name, use), { code: "InvalidBlobName", message: problem });
    }
    assert.ok(!blobNameSchema.safeParse(name).success, name);
  }
  for (const [name, problem] of advisedAgainst) {
    assert.throws(() => checkBlobName(name), { code: "InvalidBlobName", message: problem });
    checkBlobName(name, "stored");
  }
  assert.throws(() => checkBlobName(""), { code: "InvalidBlobName", message: /is empty/ });
  for (const name of good) {
    for (const use of ["new", "stored", "prefix"] as const) checkBlobName(name, use);
    assert.equal(blobNameSchema.parse(name), name);
  }
});

test("a prefix may end anywhere, but cannot hold what no name holds", () => {
  for (const prefix of ["", "a/", "a.", ".", "..", "a/."]) checkBlobName(prefix, "prefix");
  for (const prefix of ["a\u0000", "a\ufffe", "\ud83d", "../", "a/./b"]) {
    const asked = (): unknown => toBatchRequest({ container: "pictures", prefix });
    assert.throws(asked, { code: "InvalidBlobName", message: /^The prefix of blob names has / });
  }
});

const time = "Thu, 01 Jan 2026 00:00:00 GMT";
const sent = `<?xml version="1.0"?><QueueMessagesList><QueueMessage><MessageId>1</MessageId>
<InsertionTime>${time}</InsertionTime><ExpirationTime>${time}</ExpirationTime><PopReceipt>1</PopReceipt>
<TimeNextVisible>${time}</TimeNextVisible></QueueMessage></QueueMessagesList>`;

test("no such name goes to the account, wherever it comes from", async (t) => {
  const asked: string[] = [];
  const storage = await scriptedAccount(t, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(201, { "content-type": "application/xml" }).end(sent);
  });
  for (const [name] of unnameable) {
    const refused = { code: "InvalidBlobName" };
    await assert.rejects(writeUpload(storage, name, Buffer.from("x")), refused);
    await assert.rejects(forgetPicture(storage, "uploads", name), refused);
    await assert.rejects(findClassification(storage, "uploads", name), refused);
    assert.equal(await queueUpload(storage, "uploads", name), "unnameable");
    const message = { version: 1, container: "uploads", blobName: name, etag: "1", size: 1 };
    assert.throws(() => toRequest(message), { code: "InvalidMessage", message: /^blobName: / });
    // Only the message itself is kept, for operators.
    assert.equal((await giveUp(storage, message)).code, "InvalidMessage");
  }
  assert.deepEqual(
    new Set(asked.map((line) => line.split("?")[0])),
    new Set(["POST /account/dead-letters/messages"]),
  );
});
