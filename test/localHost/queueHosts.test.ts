import assert from "node:assert/strict";
import { QueueServiceClient } from "@azure/storage-queue";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { startAzurite } from "../../src/localHost/azurite.js";
import { startTestHost, startTestStorage, waitUntil } from "./testHost.js";
import type { TestHost, TestStorage } from "./testHost.js";
import { countOf, runs, runSchema, send, startQueueHost, type QueueHost } from "./testQueues.js";

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

test("a missing queue is not created, but waited for", async () => {
  const names = storage.newNames();
  host = await startTestHost({ ...names, BLOB_CONTAINER: "" });
  const queue = storage.queues.getQueueClient(names.WORK_QUEUE);
  const missing = `Queue ${names.WORK_QUEUE} is missing; waiting for it`;
  await waitUntil(() => host.output().includes(missing));
  assert.equal(await queue.exists(), false);
  await queue.create();
  await send(queue, '"at last"');
  await waitUntil(async () => (await runs(host)).length > 0);
  assert.equal(host.output().split(missing).length, 2, "said once");
  assert.equal(await storage.queues.getQueueClient(`${names.WORK_QUEUE}-poison`).exists(), false);
});

test("work under way ends before the host does; messages not begun stay", async () => {
  const queue = (await start())();
  await Promise.all(Array.from({ length: 5 }, () => send(queue, '{"ms":1000}')));
  let begun = 0;
  await waitUntil(async () => {
    begun = (await runs(host)).length;
    const done = (await host.seen()).filter((entry) => entry === "work done");
    return begun - done.length === 2;
  });
  assert.equal(await host.stop(), 0);
  assert.equal(host.output().match(/work succeeded/g)?.length, begun);
  assert.match(host.output(), /work succeeded[^]*app terminated/);
  assert.equal(await countOf(queue), 5 - begun);
  // Visible at once, so that another host can go on.
  const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: 10 });
  assert.equal(peekedMessageItems.length, 5 - begun);
});

test("two hosts share a queue, each message to one of them", async () => {
  const names = { ...storage.newNames(), BLOB_CONTAINER: "" };
  const queue = storage.queues.getQueueClient(names.WORK_QUEUE);
  await queue.create();
  host = await startTestHost(names);
  const other = await startTestHost(names);
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => send(queue, JSON.stringify({ n, ms: 50 }))),
  );
  await waitUntil(async () => (await countOf(queue)) === 0);
  const all = [...(await host.seen()), ...(await other.seen())];
  const numbers = all.flatMap((entry) => runSchema.safeParse(entry).data?.metadata["n"] ?? []);
  assert.deepEqual(
    numbers.map(Number).toSorted((a, b) => a - b),
    [...Array(20).keys()],
  );
  await other.stop();
});

test("storage that goes away for a while is not the end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "azurite-"));
  const azurite = await startAzurite(folder);
  const names = storage.newNames();
  const { connectionString } = azurite;
  const name = names.WORK_QUEUE;
  await QueueServiceClient.fromConnectionString(connectionString).createQueue(name);
  host = await startTestHost({
    ...names,
    BLOB_CONTAINER: "",
    AzureWebJobsStorage: connectionString,
  });
  await azurite.stop();
  await waitUntil(() => host.output().includes(`Queue ${name}: ECONNREFUSED`));
  const ports = [...azurite.connectionString.matchAll(/:(\d+)\//g)].map(([, port]) => Number(port));
  const [blob = 0, queue = 0, table = 0] = ports;
  const again = await startAzurite(folder, [blob, queue, table]);
  const service = QueueServiceClient.fromConnectionString(again.connectionString);
  await send(service.getQueueClient(name), '"after the outage"');
  await waitUntil(async () => (await runs(host)).length > 0);
  assert.equal((await runs(host))[0]?.message, "after the outage");
  await host.stop();
  await again.stop();
  await rm(folder, { recursive: true });
});
