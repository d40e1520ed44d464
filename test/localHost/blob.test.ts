import assert from "node:assert/strict";
import type { ContainerClient } from "@azure/storage-blob";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { startTestHost, startTestStorage, waitUntil } from "./testHost.js";
import type { TestHost, TestStorage } from "./testHost.js";

const metadataSchema = z.record(z.string(), z.unknown());
const runSchema = z.object({
  text: z.string(),
  isBuffer: z.boolean(),
  metadata: metadataSchema,
});
const pushedSchema = z.object({ pushed: z.string(), name: z.string() });
const deferredSchema = z.object({ deferred: z.unknown(), metadata: metadataSchema });

let storage: TestStorage;
let host: TestHost;
let names: ReturnType<TestStorage["newNames"]>;
before(async () => {
  storage = await startTestStorage();
});
after(() => storage.stop());
afterEach(() => host.stop());

/** A container that no host has looked at yet; it does not exist. */
function newContainer(): ContainerClient {
  names = storage.newNames();
  return storage.blobs.getContainerClient(names.BLOB_CONTAINER);
}

async function start(
  env: Record<string, string> = {},
  ...flags: string[]
): Promise<ContainerClient> {
  const container = newContainer();
  await container.create();
  await startHere(env, ...flags);
  return container;
}

async function startHere(env: Record<string, string> = {}, ...flags: string[]): Promise<void> {
  const AzureFunctionsWebHost__hostid = names.BLOB_CONTAINER.slice(-32);
  const settings = { ...names, WORK_QUEUE: "not-used", AzureFunctionsWebHost__hostid, ...env };
  host = await startTestHost(settings, ...flags);
}

const put = (container: ContainerClient, name: string, text: string): Promise<unknown> =>
  container.getBlockBlobClient(name).upload(text, text.length, { metadata: { owner: "me" } });

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
    blobTrigger: `${names.BLOB_CONTAINER}/in/a folder/ünï#?%.txt`,
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
      ContainerName: names.BLOB_CONTAINER,
      BlobName: "deferred/a/ü.txt",
    },
  });
  const { blobTrigger, name, metadata, properties } = run.metadata;
  assert.equal(blobTrigger, `${names.BLOB_CONTAINER}/deferred/a/ü.txt`);
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
  await startHere();
  await waitUntil(async () => (await runs()).length === 30);
  assert.ok((await texts()).includes("changed"));
});

test("a missing container is not created, but waited for", async () => {
  const container = newContainer();
  await startHere();
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
    ContainerName: names.BLOB_CONTAINER,
    BlobName: "in/x/poison.txt",
    ETag: etag,
  });
  assert.deepEqual(await texts(), ["bad", "bad", "bad", "bad", "bad"]);
});

const webhook = async (
  type: string,
  body: unknown,
  { name = "pushed", key = "" } = {},
): Promise<Response> =>
  fetch(`${host.url}/runtime/webhooks/blobs?functionName=Host.Functions.${name}&code=${key}`, {
    method: "POST",
    headers: { "aeg-event-type": type, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const pushed = async (): Promise<z.output<typeof pushedSchema>[]> =>
  (await host.seen()).flatMap((entry) => pushedSchema.safeParse(entry).data ?? []);

const validation = [{ data: { validationCode: "512d38b6" } }];

test("Event Grid's handshake is answered and its notifications run the function", async () => {
  const container = await start();
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
  assert.equal((await webhook("Notification", events, { name: "nobody" })).status, 404);
});

test("with --auth, Event Grid shows the key blobs_extension, which opens nothing else", async () => {
  const keys = {
    FUNCTIONS_KEY: "function-key",
    FUNCTIONS_BLOBS_EXTENSION_KEY: "blobs-key",
    FUNCTIONS_MASTER_KEY: "master-key",
  };
  await start(keys, "--auth");
  const status = async (key: string): Promise<number> =>
    (await webhook("SubscriptionValidation", validation, { key })).status;
  assert.equal(await status(""), 401);
  assert.equal(await status("function-key"), 401);
  assert.equal(await status("blobs-key"), 200);
  assert.equal(await status("master-key"), 200);
  assert.equal((await fetch(`${host.url}/api/secured?code=blobs-key`)).status, 401);
});

test("an event whose URL cannot be read is dropped with a warning, its neighbours are not", async () => {
  const container = await start();
  await put(container, "pushed/good", "good");
  const { url } = container.getBlobClient("pushed/good");
  const event = (url: string): object => ({ data: { url, eTag: "0x1", blobType: "BlockBlob" } });
  const bad = [`${container.url}/pushed/%zz`, `${container.url}/pushed/%ED%A0%80`];
  const answer = await webhook("Notification", [...bad, url].map(event));
  assert.equal(answer.status, 202);
  await waitUntil(async () => (await pushed()).length > 0);
  assert.deepEqual(
    (await pushed()).map(({ name }) => name),
    ["good"],
  );
  assert.equal(host.output().match(/event was dropped/g)?.length, 2);
});
