import assert from "node:assert/strict";
import type { QueueClient } from "@azure/storage-queue";
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

/** The decoded messages of a queue, once there are so many. */
async function received(queue: QueueClient, count: number): Promise<string[]> {
  const texts: string[] = [];
  await waitUntil(async () => {
    if (!(await queue.exists())) return false;
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
    texts.push(
      ...receivedMessageItems.map((item) => Buffer.from(item.messageText, "base64").toString()),
    );
    return texts.length >= count;
  });
  return texts;
}

test("a message that always fails ends on the poison queue as it was", async () => {
  const queues = await start();
  await send(queues(), '{"fail":99}');
  assert.deepEqual(await received(queues("-poison"), 1), ['{"fail":99}']);
  assert.equal((await runs(host)).length, 3);
  assert.equal(await countOf(queues()), 0);
  assert.match(host.output(), /Message \S+ of work-\S+ moved to work-\S+-poison/);
});

test("a message that is not base64 ends on the poison queue without a run", async () => {
  const queues = await start();
  await queues().sendMessage("not base64!");
  await queues().sendMessage("YWJj\nZGVm");
  await waitUntil(() => queues("-poison").exists());
  await waitUntil(async () => (await countOf(queues("-poison"))) === 1);
  const { peekedMessageItems } = await queues("-poison").peekMessages();
  assert.equal(peekedMessageItems[0]?.messageText, "not base64!");
  await waitUntil(async () => (await runs(host)).length === 1);
  assert.equal((await runs(host))[0]?.message, "abcdef", "white space is no mistake, as in .NET");
});

test("a message on a poison queue that the host fills dies after seven days", async () => {
  const queues = await start();
  await send(queues(), '{"fail":99}');
  await waitUntil(() => queues("-poison").exists());
  await waitUntil(async () => (await countOf(queues("-poison"))) === 1);
  const { peekedMessageItems } = await queues("-poison").peekMessages();
  const { insertedOn, expiresOn } = peekedMessageItems[0] ?? {};
  const days = (Number(expiresOn) - Number(insertedOn)) / 86_400_000;
  assert.equal(Math.round(days * 100) / 100, 7);
});

const lost = async (): Promise<unknown[]> =>
  (await host.seen()).filter((entry) => JSON.stringify(entry).includes('"lost"'));

test("a poison queue's message has maxDequeueCount tries, a lease apart, and stays", async () => {
  const queues = await start("--lease-seconds", "1");
  await send(queues("-lost-poison"), "again and again");
  const stays = /Message \S+ of \S+-lost-poison stays until it expires: it has reached/g;
  await waitUntil(() => (host.output().match(stays)?.length ?? 0) >= 2);
  const tries = [1, 2, 3].map((count) => ({ lost: "again and again", count }));
  assert.deepEqual(await lost(), tries);
  assert.equal(await countOf(queues("-lost-poison")), 1);
  assert.equal(await queues("-lost-poison-poison").exists(), false);
});
