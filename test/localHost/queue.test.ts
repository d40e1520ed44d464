import assert from "node:assert/strict";
import { QueueServiceClient, type QueueClient } from "@azure/storage-queue";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { z } from "zod";
import { startAzurite } from "../../src/localHost/azurite.js";
import { startTestHost, startTestStorage, waitUntil } from "./testHost.js";
import type { TestHost, TestStorage } from "./testHost.js";

const runSchema = z.object({
  message: z.unknown(),
  metadata: z.record(z.string(), z.unknown()),
});

let storage: TestStorage;
let host: TestHost;
before(async () => {
  storage = await startTestStorage();
});
after(() => storage.stop());
afterEach(() => host.stop());

/** A host with queues of its own, which are there before it starts. */
async function start(...flags: string[]): Promise<(suffix?: string) => QueueClient> {
  const names = storage.newNames();
  const queues = (suffix = ""): QueueClient =>
    storage.queues.getQueueClient(names.WORK_QUEUE + suffix);
  await Promise.all([queues().create(), queues("-lost-poison").create()]);
  host = await startTestHost({ ...names, BLOB_CONTAINER: "" }, ...flags);
  return queues;
}

const send = (queue: QueueClient, text: string): Promise<unknown> =>
  queue.sendMessage(Buffer.from(text).toString("base64"));

/** The runs of the queue function, in their order. */
async function runs(): Promise<z.output<typeof runSchema>[]> {
  return (await host.seen()).flatMap((entry) => runSchema.safeParse(entry).data ?? []);
}

async function countOf(queue: QueueClient): Promise<number> {
  return (await queue.getProperties()).approximateMessagesCount ?? 0;
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

test("a message runs the function once, with Azure's metadata, and is deleted", async () => {
  const queue = (await start())();
  const sent = await queue.sendMessage(Buffer.from('{"a":[1],"b":"2"}').toString("base64"));
  await waitUntil(async () => (await runs()).length > 0);
  const [run] = await runs();
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
  assert.equal((await runs()).length, 1);
});

test("a text that is not JSON arrives as text", async () => {
  const queue = (await start())();
  await send(queue, "Grüße <&>");
  await waitUntil(async () => (await runs()).length > 0);
  assert.equal((await runs())[0]?.message, "Grüße <&>");
});

test("a JSON message's properties hide the metadata of the same name", async () => {
  const queue = (await start())();
  await send(queue, JSON.stringify({ ID: "mine", flag: true, none: null, deep: { x: 1 } }));
  await waitUntil(async () => (await runs()).length > 0);
  const metadata = (await runs())[0]?.metadata ?? {};
  assert.equal(metadata["id"], "mine");
  assert.equal(metadata["flag"], "True");
  assert.deepEqual(metadata["deep"], { x: 1 });
  assert.ok(!("none" in metadata));
});

test("a failed message is tried again, and done when it succeeds", async () => {
  const queues = await start();
  await send(queues(), '{"fail":2}');
  await waitUntil(async () => (await runs()).length === 3);
  const counts = (await runs()).map(({ metadata }) => metadata["dequeueCount"]);
  assert.deepEqual(counts, [1, 2, 3]);
  await waitUntil(async () => (await countOf(queues())) === 0);
  assert.equal(await queues("-poison").exists(), false);
});

test("a message that always fails ends on the poison queue as it was", async () => {
  const queues = await start();
  await send(queues(), '{"fail":99}');
  assert.deepEqual(await received(queues("-poison"), 1), ['{"fail":99}']);
  assert.equal((await runs()).length, 3);
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
  await waitUntil(async () => (await runs()).length === 1);
  assert.equal((await runs())[0]?.message, "abcdef", "white space is no mistake, as in .NET");
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

test("a missing queue is not created, but waited for", async () => {
  const names = storage.newNames();
  host = await startTestHost({ ...names, BLOB_CONTAINER: "" });
  const queue = storage.queues.getQueueClient(names.WORK_QUEUE);
  const missing = `Queue ${names.WORK_QUEUE} is missing; waiting for it`;
  await waitUntil(() => host.output().includes(missing));
  assert.equal(await queue.exists(), false);
  await queue.create();
  await send(queue, '"at last"');
  await waitUntil(async () => (await runs()).length > 0);
  assert.equal(host.output().split(missing).length, 2, "said once");
  assert.equal(await storage.queues.getQueueClient(`${names.WORK_QUEUE}-poison`).exists(), false);
});

test("a message stays hidden while its function runs longer than the lease", async () => {
  const queue = (await start("--lease-seconds", "1"))();
  await send(queue, '{"ms":1900}');
  await waitUntil(async () => (await host.seen()).includes("work done"));
  await waitUntil(async () => (await countOf(queue)) === 0);
  assert.equal((await runs()).length, 1);
});

test("a function that takes longer than functionTimeout counts as failed", async () => {
  const queue = (await start())();
  await send(queue, '{"ms":2200}');
  await waitUntil(() =>
    /work failed after \d+ ms: no answer within functionTimeout/.test(host.output()),
  );
  await waitUntil(async () => (await runs()).length === 2);
});

test("no more messages run at once than a batch", async () => {
  const queue = (await start())();
  await Promise.all(Array.from({ length: 6 }, () => send(queue, '{"ms":200}')));
  await waitUntil(async () => (await runs()).length === 6);
  let running = 0;
  for (const entry of await host.seen()) {
    running += entry === "work done" ? -1 : 1;
    assert.ok(running <= 2, `${running} at once`);
  }
});

test("work under way ends before the host does; messages not begun stay", async () => {
  const queue = (await start())();
  await Promise.all(Array.from({ length: 5 }, () => send(queue, '{"ms":600}')));
  await waitUntil(async () => (await runs()).length === 2);
  assert.equal(await host.stop(), 0);
  assert.equal(host.output().match(/work succeeded/g)?.length, 2);
  assert.match(host.output(), /work succeeded[^]*app terminated/);
  assert.equal(await countOf(queue), 3);
  // Visible at once, so that another host can go on.
  assert.equal((await queue.peekMessages({ numberOfMessages: 10 })).peekedMessageItems.length, 3);
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
  await waitUntil(async () => (await runs()).length > 0);
  assert.equal((await runs())[0]?.message, "after the outage");
  await host.stop();
  await again.stop();
  await rm(folder, { recursive: true });
});
