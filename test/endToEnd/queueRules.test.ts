import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { findClassification } from "../../src/storage/classifications.js";
import type { ClassificationRow } from "../../src/storage/classificationRow.js";
import { connectByString } from "../../src/storage/connection.js";
import { maxDequeueCount } from "../../src/storage/delivery.js";
import { sendMessage } from "../../src/storage/messages.js";
import { poisonQueueOf, requestQueue } from "../../src/storage/names.js";
import { currentUpload, writeUpload } from "../../src/storage/upload.js";
import { eventually } from "../deadline.js";
import { waitUntil } from "../localHost/testHost.js";
import { fixture, root } from "../paths.js";
import { startTestApp } from "./testApp.js";

// By events, so that nothing happens to a blob unless a test says so.
const app = await startTestApp({ BLOB_SOURCE: "EventGrid" });
after(() => app.stop());
const { connectionString } = app.storage;
const storage = connectByString(connectionString);
const cat = readFileSync(fixture("photos/cat.jpg"));

/** Sends the event that a storage account sends when a blob was written. */
async function announce(blobName: string): Promise<void> {
  const blob = storage.blobs.getContainerClient("uploads").getBlobClient(blobName);
  const event = {
    id: "1",
    topic: "/subscriptions/…/storageAccounts/x",
    subject: `/blobServices/default/containers/uploads/blobs/${blobName}`,
    eventType: "Microsoft.Storage.BlobCreated",
    eventTime: new Date().toISOString(),
    data: { api: "PutBlob", url: blob.url, eTag: "0x1", blobType: "BlockBlob", contentLength: 1 },
  };
  const hook = `${app.host.url}/runtime/webhooks/blobs?functionName=Host.Functions.queueUpload`;
  const headers = { "aeg-event-type": "Notification", "content-type": "application/json" };
  const answer = await fetch(hook, { method: "POST", headers, body: JSON.stringify([event]) });
  assert.equal(answer.status, 202);
}

async function rowOf(
  blobName: string,
  isThere: (row: ClassificationRow) => boolean = ({ status }) => status !== "queued",
): Promise<ClassificationRow> {
  return eventually(async () => {
    const row = await findClassification(storage, "uploads", blobName).catch(() => undefined);
    return row && isThere(row) ? row : undefined;
  });
}

const poison = async (...args: string[]): Promise<string> => {
  const env = { ...process.env, AzureWebJobsStorage: connectionString };
  const command = [join(root, "dist/src/cli/poison.js"), ...args];
  return (await promisify(execFile)(process.execPath, command, { env })).stdout;
};

test("the number of deliveries is the one of host.json", () => {
  const host = JSON.parse(readFileSync(join(root, "host.json"), "utf8"));
  assert.equal(host.extensions.queues.maxDequeueCount, maxDequeueCount);
});

test("an event of the account becomes a row", async () => {
  await writeUpload(storage, "event.jpg", cat);
  await announce("event.jpg");
  assert.equal((await rowOf("event.jpg")).topLabel, "tiger cat");
});

test("an append blob is classified as it is", async () => {
  const blob = storage.blobs.getContainerClient("uploads").getAppendBlobClient("append.jpg");
  await blob.create();
  await announce("append.jpg");
  assert.equal((await rowOf("append.jpg")).errorCode, "EmptyImage");
  await blob.appendBlock(cat, cat.byteLength);
  await announce("append.jpg");
  const { topLabel } = await rowOf("append.jpg", ({ status }) => status === "succeeded");
  assert.equal(topLabel, "tiger cat");
});

test("what stands for a folder gets no row", async () => {
  const container = storage.blobs.getContainerClient("uploads");
  await container.getBlockBlobClient("album").upload("", 0, { metadata: { hdi_isfolder: "true" } });
  assert.equal(await currentUpload(storage, "uploads", "album"), undefined);
  await announce("album");
  await writeUpload(storage, "album/cat.jpg", cat);
  await announce("album/cat.jpg");
  await rowOf("album/cat.jpg");
  await assert.rejects(findClassification(storage, "uploads", "album"), {
    code: "ClassificationNotFound",
  });
});

test("the first outcome stands, whatever is delivered again later", async () => {
  const upload = await writeUpload(storage, "twice.jpg", cat);
  await announce("twice.jpg");
  const { completedAt } = await rowOf("twice.jpg");
  await storage.blobs.getContainerClient("uploads").deleteBlob("twice.jpg");
  await sendMessage(storage, requestQueue, { version: 1, ...upload });
  const marker = await writeUpload(storage, "marker.jpg", cat);
  await sendMessage(storage, requestQueue, { version: 1, ...marker });
  await rowOf("marker.jpg");
  const queue = storage.queues.getQueueClient(requestQueue);
  await waitUntil(async () => (await queue.getProperties()).approximateMessagesCount === 0);
  const row = await findClassification(storage, "uploads", "twice.jpg");
  assert.equal(row.status, "succeeded");
  assert.deepEqual(row.completedAt, completedAt);
});

test("a blob that was deleted before its turn ends as failed", async () => {
  const upload = await writeUpload(storage, "deleted.jpg", cat);
  await storage.blobs.getContainerClient("uploads").deleteBlob("deleted.jpg");
  await sendMessage(storage, requestQueue, { version: 1, ...upload });
  assert.equal((await rowOf("deleted.jpg")).errorCode, "BlobNotFound");
});

test("messages that nobody understands end in their row and in the operators' list", async () => {
  const upload = await writeUpload(storage, "future.jpg", cat);
  await sendMessage(storage, requestQueue, { version: 2, ...upload });
  await sendMessage(storage, requestQueue, "nonsense");
  const row = await rowOf("future.jpg");
  assert.deepEqual([row.status, row.errorCode], ["failed", "InvalidMessage"]);
  const list = await eventually(async () => {
    const text = await poison("list");
    return text.includes("nonsense") ? text : undefined;
  });
  assert.match(list, /About 2 messages/);
  assert.match(list, /"blobName":"future.jpg".*\n {4}InvalidMessage: version/);
  assert.match(await poison("requeue"), /^0 requeued, 2 kept/);
});

test("a message that failed too often ends in its row, and can be asked for again", async () => {
  const upload = await writeUpload(storage, "unlucky.jpg", cat);
  await sendMessage(storage, poisonQueueOf(requestQueue), { version: 1, ...upload });
  const row = await rowOf("unlucky.jpg");
  assert.deepEqual([row.status, row.errorCode], ["failed", "AttemptsExhausted"]);
  await waitUntil(async () => (await poison("requeue")).startsWith("1 requeued"));
  const again = await rowOf("unlucky.jpg", ({ status }) => status === "succeeded");
  assert.equal(again.topLabel, "tiger cat");
  assert.equal(again.errorCode, undefined);
});

test("an upload whose event failed too often is still classified", async () => {
  await writeUpload(storage, "event-lost.jpg", cat);
  const event = {
    Type: "BlobTrigger",
    FunctionId: "Host.Functions.queueUpload",
    BlobType: "BlockBlob",
    ContainerName: "uploads",
    BlobName: "event-lost.jpg",
    ETag: '"0x1"',
  };
  await sendMessage(storage, "webjobs-blobtrigger-poison", event);
  assert.equal((await rowOf("event-lost.jpg")).topLabel, "tiger cat");
});
