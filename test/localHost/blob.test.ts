import assert from "node:assert/strict";
import type { ContainerClient } from "@azure/storage-blob";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { newContainer, put, startBlobHost } from "./testBlobs.js";
import { startTestStorage, waitUntil, type TestHost, type TestStorage } from "./testHost.js";

const metadataSchema = z.record(z.string(), z.unknown());
const runSchema = z.object({
  text: z.string(),
  isBuffer: z.boolean(),
  metadata: metadataSchema,
});
const deferredSchema = z.object({ deferred: z.unknown(), metadata: metadataSchema });

let storage: TestStorage;
let host: TestHost;
before(async () => {
  storage = await startTestStorage();
});
after(() => storage.stop());
afterEach(() => host.stop());

/** Starts the host of a test. @returns its container, which is there before */
async function start(): Promise<ContainerClient> {
  const container = newContainer(storage);
  await container.create();
  host = await startBlobHost(storage, container);
  return container;
}

async function runs(): Promise<z.output<typeof runSchema>[]> {
  return (await host.seen()).flatMap((entry) => runSchema.safeParse(entry).data ?? []);
}
const texts = async (): Promise<string[]> => (await runs()).map(({ text }) => text).toSorted();

test("a blob runs the function once, with its content and Azure's metadata", async () => {
  const container = await start();
  await put(container, "in/a folder/ünï#?%.txt", "hello");
  await put(container, "in/other.jpg", "not matched");
  await put(container, "elsewhere.txt", "not matched");
  await waitUntil(async () => (await runs()).length > 0);
  const [run] = await runs();
  assert.equal(run?.text, "hello");
  assert.equal(run.isBuffer, true);
  const { uri, properties, ...rest } = run.metadata;
  assert.deepEqual(rest, {
    blobTrigger: `${container.containerName}/in/a folder/ünï#?%.txt`,
    name: "a folder/ünï#?%",
    metadata: { owner: "me" },
  });
  assert.equal(uri, container.getBlobClient("in/a folder/ünï#?%.txt").url);
  const { contentLength, blobType, eTag } = metadataSchema.parse(properties);
  assert.deepEqual([contentLength, blobType], [5, "BlockBlob"]);
  assert.match(String(eTag), /^"0x\w+"$/);
});

test("an empty blob arrives as an empty Buffer", async () => {
  const container = await start();
  await put(container, "in/empty.txt", "");
  await waitUntil(async () => (await runs()).length > 0);
  assert.deepEqual(await texts(), [""]);
});

test("a function with sdkBinding learns where the blob is, and the host does not load it", async () => {
  const container = await start();
  await put(container, "deferred/a/ü.txt", "not looked at");
  const find = async (): Promise<z.output<typeof deferredSchema> | undefined> =>
    (await host.seen()).flatMap((entry) => deferredSchema.safeParse(entry).data ?? [])[0];
  await waitUntil(async () => (await find()) !== undefined);
  const run = await find();
  assert.deepEqual(run?.deferred, {
    version: "1.0",
    source: "AzureStorageBlobs",
    contentType: "application/json",
    content: {
      Connection: "AzureWebJobsStorage",
      ContainerName: container.containerName,
      BlobName: "deferred/a/ü.txt",
    },
  });
  const { blobTrigger, name, metadata, properties } = run.metadata;
  assert.equal(blobTrigger, `${container.containerName}/deferred/a/ü.txt`);
  assert.equal(name, "a/ü.txt");
  assert.deepEqual(metadata, { owner: "me" });
  assert.equal(metadataSchema.parse(properties)["contentLength"], 13);
});

test("a changed blob runs again, an unchanged one only after a restart", async () => {
  const container = await start();
  for (let n = 0; n < 30; n++) await put(container, `in/${n}.txt`, `old ${n}`);
  await waitUntil(async () => (await runs()).length === 30);
  await put(container, "in/8.txt", "changed");
  await waitUntil(async () => (await texts()).includes("changed"));
  assert.equal((await runs()).length, 31);
  await host.stop();
  host = await startBlobHost(storage, container);
  await waitUntil(async () => (await runs()).length === 30);
  assert.ok((await texts()).includes("changed"));
});

test("a missing container is not created, but waited for", async () => {
  const container = newContainer(storage);
  host = await startBlobHost(storage, container);
  await waitUntil(() => host.output().includes(`Container ${container.containerName} is missing`));
  assert.equal(await container.exists(), false);
  await container.create();
  await put(container, "in/late.txt", "late");
  await waitUntil(async () => (await runs()).length > 0);
  assert.equal(host.output().match(/is missing/g)?.length, 2, "said once by each of two triggers");
  const service = storage.blobs.listContainers({ prefix: "azure-webjobs" });
  assert.equal((await service.next()).done, true, "the host keeps nothing in containers");
});

test("a listing that cannot be read is said once, and survived", async () => {
  const container = await start();
  await put(container, "in/nul\u0000.txt", "breaks the listing");
  const said = (): number => host.output().match(/Container .*: /g)?.length ?? 0;
  await waitUntil(() => said() > 0);
  await put(container, "in/good.txt", "good");
  await delay(3000);
  assert.equal(said(), 1, "said once, not at every listing");
  await container.getBlobClient("in/nul\u0000.txt").delete();
  await waitUntil(async () => (await texts()).includes("good"));
});

test("a blob whose function always fails is tried five times and ends as a poison message", async () => {
  const container = await start();
  await put(container, "in/x/poison.txt", "bad");
  const poison = storage.queues.getQueueClient("webjobs-blobtrigger-poison");
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
    ContainerName: container.containerName,
    BlobName: "in/x/poison.txt",
    ETag: etag,
  });
  assert.deepEqual(await texts(), ["bad", "bad", "bad", "bad", "bad"]);
});
