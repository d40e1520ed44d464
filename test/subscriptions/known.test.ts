import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetKnownSubscriptions, knownSubscriptions } from "../../src/subscriptions/known.js";
import { notifyOfRow } from "../../src/subscriptions/notify.js";
import { scriptedAccount } from "../storage/account.js";

test("while nobody has subscribed, pictures cost one read in 30 seconds", async (t) => {
  let reads = 0;
  const storage = await scriptedAccount(t, (_request, response) => {
    reads++;
    response.setHeader("content-type", "application/json").end('{"value":[]}');
  });
  const upload = { container: "uploads", blobName: "a", etag: "1", size: 1 };
  for (let i = 0; i < 50; i++) await notifyOfRow(storage, upload);
  assert.equal(reads, 1);
  const now = performance.now();
  await knownSubscriptions(storage, now + 29_000);
  assert.equal(reads, 1);
  await knownSubscriptions(storage, now + 30_100);
  assert.equal(reads, 2);
  forgetKnownSubscriptions(storage);
  await knownSubscriptions(storage, now + 30_200);
  assert.equal(reads, 3);
});

test("a failure is not remembered", async (t) => {
  let status = 403;
  const storage = await scriptedAccount(t, (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end('{"value":[]}');
  });
  await assert.rejects(knownSubscriptions(storage), { name: "ClassifierError" });
  status = 200;
  assert.deepEqual(await knownSubscriptions(storage), []);
});

test("an account without the Table has no subscriptions", async (t) => {
  const storage = await scriptedAccount(t, (_request, response) => {
    response.writeHead(404, { "content-type": "application/json" }).end("{}");
  });
  assert.deepEqual(await knownSubscriptions(storage), []);
});
