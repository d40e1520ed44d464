import assert from "node:assert/strict";
import type { ContainerClient } from "@azure/storage-blob";
import { after, afterEach, before, test } from "node:test";
import { z } from "zod";
import { newContainer, put, startBlobHost } from "./testBlobs.js";
import { startTestStorage, waitUntil, type TestHost, type TestStorage } from "./testHost.js";

const pushedSchema = z.object({ pushed: z.string(), name: z.string() });

let storage: TestStorage;
let host: TestHost;
before(async () => {
  storage = await startTestStorage();
});
after(() => storage.stop());
afterEach(() => host.stop());

/** Starts the host of a test. @returns its container, which is there before */
async function start(
  env: Record<string, string> = {},
  ...flags: string[]
): Promise<ContainerClient> {
  const container = newContainer(storage);
  await container.create();
  host = await startBlobHost(storage, container, env, ...flags);
  return container;
}

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
