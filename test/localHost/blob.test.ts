import assert from "node:assert/strict";
import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { after, afterEach, before, test } from "node:test";
import { z } from "zod";
import { startTestHost, startTestStorage, waitUntil } from "./testHost.js";
import type { TestHost, TestStorage } from "./testHost.js";

const runSchema = z.object({
  text: z.string(),
  isBuffer: z.boolean(),
  metadata: z.record(z.string(), z.unknown()),
});
const pushedSchema = z.object({ pushed: z.string(), name: z.string() });

let storage: TestStorage;
let host: TestHost;
let names: ReturnType<TestStorage["newNames"]>;
before(async () => {
  storage = await startTestStorage();
});
after(() => storage.stop());
afterEach(() => host.stop());

/** A container that no host has looked at yet. */
async function newContainer(): Promise<ContainerClient> {
  // Receipts are kept by host id, so one of its own keeps the tests apart.
  names = storage.newNames();
  const service = BlobServiceClient.fromConnectionString(storage.connectionString);
  const container = service.getContainerClient(names.BLOB_CONTAINER);
  await container.createIfNotExists();
  return container;
}

const start = async (): Promise<void> => {
  const hostId = names.BLOB_CONTAINER.slice(-32);
  host = await startTestHost({ ...names, TEST_STREAM: "1", AzureFunctionsWebHost__hostid: hostId });
};

const put = (container: ContainerClient, name: string, text: string): Promise<unknown> =>
  container.getBlockBlobClient(name).upload(text, text.length, { metadata: { owner: "me" } });

async function runs(): Promise<z.output<typeof runSchema>[]> {
  return (await host.seen()).flatMap((entry) => runSchema.safeParse(entry).data ?? []);
}
const texts = async (): Promise<string[]> => (await runs()).map(({ text }) => text).toSorted();

test("a blob runs the function once, with its content and Azure's metadata", async () => {
  const container = await newContainer();
  await start();
  await put(container, "in/a folder/ünï#?%.txt", "hello");
  await put(container, "in/other.jpg", "not matched");
  await put(container, "elsewhere.txt", "not matched");
  await waitUntil(async () => (await runs()).length > 0);
  const [run] = await runs();
  assert.equal(run?.text, "hello");
  assert.equal(run.isBuffer, true);
  const { uri, properties, ...rest } = run.metadata;
  assert.deepEqual(rest, {
    blobTrigger: `${names.BLOB_CONTAINER}/in/a folder/ünï#?%.txt`,
    name: "a folder/ünï#?%",
    metadata: { owner: "me" },
  });
  assert.equal(uri, container.getBlobClient("in/a folder/ünï#?%.txt").url);
  const { contentLength, blobType, eTag } = z.record(z.string(), z.unknown()).parse(properties);
  assert.deepEqual([contentLength, blobType], [5, "BlockBlob"]);
  assert.match(String(eTag), /^"0x\w+"$/);
});

test("an empty blob arrives as an empty Buffer", async () => {
  const container = await newContainer();
  await start();
  await put(container, "in/empty.txt", "");
  await waitUntil(async () => (await runs()).length > 0);
  assert.deepEqual(await texts(), [""]);
});

test("a restart leaves old blobs alone and runs changed and new ones", async () => {
  const container = await newContainer();
  for (let n = 0; n < 30; n++) await put(container, `in/${n}.txt`, `old ${n}`);
  await start();
  await waitUntil(async () => (await runs()).length === 30);
  await host.stop();
  await put(container, "in/7.txt", "changed");
  await put(container, "in/new.txt", "new");
  await start();
  await waitUntil(async () => (await runs()).length >= 2);
  await put(container, "in/8.txt", "changed while running");
  await waitUntil(async () => (await runs()).length >= 3);
  assert.deepEqual(await texts(), ["changed", "changed while running", "new"]);
});

test("two hosts run each blob once", async () => {
  const container = await newContainer();
  await start();
  const first = host;
  await start();
  await Promise.all(Array.from({ length: 40 }, (_, n) => put(container, `in/${n}.txt`, `${n}`)));
  const all = async (): Promise<unknown[]> => [...(await first.seen()), ...(await host.seen())];
  await waitUntil(async () => (await all()).length >= 40);
  const ran = (await all()).map((entry) => Number(runSchema.parse(entry).text));
  assert.deepEqual(
    ran.toSorted((a, b) => a - b),
    [...Array(40).keys()],
  );
  await first.stop();
});

test("a blob whose function always fails is tried five times and ends as a poison message", async () => {
  const container = await newContainer();
  await start();
  await put(container, "in/x/poison.txt", "bad");
  const service = QueueServiceClient.fromConnectionString(storage.connectionString);
  const poison = service.getQueueClient("webjobs-blobtrigger-poison");
  await waitUntil(() => poison.exists());
  let text: string | undefined;
  await waitUntil(async () => {
    const { receivedMessageItems } = await poison.receiveMessages();
    text = receivedMessageItems[0]?.messageText;
    return text !== undefined;
  });
  const { etag } = await container.getBlobClient("in/x/poison.txt").getProperties();
  const message: unknown = JSON.parse(Buffer.from(text ?? "", "base64").toString());
  assert.deepEqual(message, {
    Type: "BlobTrigger",
    FunctionId: "Host.Functions.scanned",
    BlobType: "BlockBlob",
    ContainerName: names.BLOB_CONTAINER,
    BlobName: "in/x/poison.txt",
    ETag: etag,
  });
  assert.deepEqual(await texts(), ["bad", "bad", "bad", "bad", "bad"]);
});

const webhook = async (type: string, body: unknown, name = "pushed"): Promise<Response> =>
  fetch(`${host.url}/runtime/webhooks/blobs?functionName=Host.Functions.${name}`, {
    method: "POST",
    headers: { "aeg-event-type": type, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const pushed = async (): Promise<z.output<typeof pushedSchema>[]> =>
  (await host.seen()).flatMap((entry) => pushedSchema.safeParse(entry).data ?? []);

test("Event Grid's handshake is answered and its notifications run the function", async () => {
  const container = await newContainer();
  await start();
  const validation = [{ data: { validationCode: "512d38b6" } }];
  const handshake = await webhook("SubscriptionValidation", validation);
  assert.equal(handshake.status, 200);
  assert.deepEqual(await handshake.json(), { validationResponse: "512d38b6" });

  const event = async (name: string): Promise<object> => {
    await put(container, name, name);
    const { etag = "" } = await container.getBlobClient(name).getProperties();
    const url = container.getBlobClient(name).url;
    const data = { url, eTag: etag.replaceAll('"', ""), blobType: "BlockBlob" };
    return { eventType: "Microsoft.Storage.BlobCreated", data };
  };
  const events = [
    await event("pushed/a b/ü.txt"),
    await event("elsewhere/x"),
    await event("pushed/c"),
  ];
  assert.equal((await webhook("Notification", events)).status, 202);
  assert.equal((await webhook("Notification", await event("pushed/cloud"))).status, 202);
  await waitUntil(async () => (await pushed()).length === 3);
  assert.deepEqual((await pushed()).map(({ name }) => name).toSorted(), [
    "a b/ü.txt",
    "c",
    "cloud",
  ]);

  assert.equal((await webhook("Unsubscribe", [])).status, 202);
  assert.equal((await webhook("Notification", [{ data: {} }])).status, 400);
  assert.equal((await webhook("Notification", events, "nobody")).status, 404);
});
