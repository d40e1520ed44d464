import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { startTestStorage, waitUntil, type TestHost, type TestStorage } from "./testHost.js";
import { countOf, runs, send, startQueueHost, type QueueHost } from "./testQueues.js";

let storage: TestStorage;
let host: TestHost;
before(async () => {
  storage = await startTestStorage();
});
after(() => storage.stop());
afterEach(() => host.stop());

/** Starts the host of a test. @returns its queues */
async function start(...flags: string[]): Promise<QueueHost["queues"]> {
  const started = await startQueueHost(storage, ...flags);
  ({ host } = started);
  return started.queues;
}

test("a message runs the function once, with Azure's metadata, and is deleted", async () => {
  const queue = (await start())();
  const sent = await queue.sendMessage(Buffer.from('{"a":[1],"b":"2"}').toString("base64"));
  await waitUntil(async () => (await runs(host)).length > 0);
  const [run] = await runs(host);
  assert.deepEqual(run?.message, { a: [1], b: "2" });
  const { expirationTime, insertionTime, nextVisibleTime, popReceipt, ...rest } = run.metadata;
  assert.deepEqual(rest, {
    id: sent.messageId,
    dequeueCount: 1,
    queueTrigger: { a: [1], b: "2" },
    b: 2,
  });
  assert.equal(insertionTime, sent.insertedOn.toISOString());
  assert.equal(expirationTime, sent.expiresOn.toISOString());
  assert.equal(typeof nextVisibleTime, "string");
  assert.equal(typeof popReceipt, "string");
  await waitUntil(async () => (await countOf(queue)) === 0);
  assert.equal((await runs(host)).length, 1);
});

test("a text that is not JSON arrives as text", async () => {
  const queue = (await start())();
  await send(queue, "Grüße <&>");
  await waitUntil(async () => (await runs(host)).length > 0);
  assert.equal((await runs(host))[0]?.message, "Grüße <&>");
});

test("a JSON message's properties hide the metadata of the same name", async () => {
  const queue = (await start())();
  await send(queue, JSON.stringify({ ID: "mine", flag: true, none: null, deep: { x: 1 } }));
  await waitUntil(async () => (await runs(host)).length > 0);
  const metadata = (await runs(host))[0]?.metadata ?? {};
  assert.equal(metadata["id"], "mine");
  assert.equal(metadata["flag"], "True");
  assert.deepEqual(metadata["deep"], { x: 1 });
  assert.ok(!("none" in metadata));
});

test("a failed message is tried again, and done when it succeeds", async () => {
  const queues = await start();
  await send(queues(), '{"fail":2}');
  await waitUntil(async () => (await runs(host)).length === 3);
  const counts = (await runs(host)).map(({ metadata }) => metadata["dequeueCount"]);
  assert.deepEqual(counts, [1, 2, 3]);
  await waitUntil(async () => (await countOf(queues())) === 0);
  assert.equal(await queues("-poison").exists(), false);
});

test("a message stays hidden while its function runs longer than the lease", async () => {
  const queue = (await start("--lease-seconds", "1"))();
  await send(queue, '{"ms":1900}');
  await waitUntil(async () => (await host.seen()).includes("work done"));
  await waitUntil(async () => (await countOf(queue)) === 0);
  assert.equal((await runs(host)).length, 1);
});

test("a function that takes longer than functionTimeout counts as failed", async () => {
  const queue = (await start())();
  await send(queue, '{"ms":2200}');
  await waitUntil(() =>
    /work failed after \d+ ms: no answer within functionTimeout/.test(host.output()),
  );
  await waitUntil(async () => (await runs(host)).length === 2);
});

test("no more messages run at once than a batch", async () => {
  const queue = (await start())();
  await Promise.all(Array.from({ length: 6 }, () => send(queue, '{"ms":200}')));
  await waitUntil(async () => (await runs(host)).length === 6);
  let running = 0;
  for (const entry of await host.seen()) {
    running += entry === "work done" ? -1 : 1;
    assert.ok(running <= 2, `${running} at once`);
  }
});
