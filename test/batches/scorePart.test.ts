import assert from "node:assert/strict";
import { BlobClient } from "@azure/storage-blob";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { runStep } from "../../src/batches/runStep.js";
import { toStep } from "../../src/batches/steps.js";
import { Classifier } from "../../src/classifier.js";
import { pinPage, readPart } from "../../src/storage/batchBlobs.js";
import { changeBatch, createBatch, findBatch } from "../../src/storage/batchTable.js";
import { connect, type StorageClients } from "../../src/storage/connection.js";
import { batchQueue } from "../../src/storage/names.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { writeUpload } from "../../src/storage/upload.js";
import { startTestStorage } from "../localHost/testHost.js";
import { testSettings } from "../modelFolder.js";

const azurite = await startTestStorage();
after(() => azurite.stop());
const { storage } = testSettings({ AzureWebJobsStorage: azurite.connectionString });
const clients = await connect(storage);
await provisionStorage(clients);

/** A blob of an account that does not answer. */
const unreachable = new BlobClient("http://127.0.0.1:1/account/uploads/0.jpg", undefined, {
  retryOptions: { maxTries: 1 },
});

/** The same account, without an answer for 0.jpg; `opened` gets the names of blobs that are read. */
function watched(opened: string[]): StorageClients {
  const blobs: StorageClients["blobs"] = Object.create(clients.blobs, {
    getContainerClient: {
      value: (name: string) => {
        const container = clients.blobs.getContainerClient(name);
        if (name !== "uploads") return container;
        const getBlobClient = (blob: string): unknown => {
          opened.push(blob);
          return blob === "0.jpg" ? unreachable : container.getBlobClient(blob);
        };
        return Object.create(container, { getBlobClient: { value: getBlobClient } });
      },
    },
  });
  return { ...clients, blobs };
}

test("a mini-batch reads no more pictures after one that must be tried again", async (t) => {
  const batchId = crypto.randomUUID();
  for (let i = 0; i < 40; i++) await writeUpload(clients, `${i}.jpg`, Buffer.from("picture"));
  await createBatch(clients, batchId, {
    ...{ name: "", container: "uploads", prefix: "", topK: 1 },
    ...{ miniBatchSize: 40, errorThreshold: -1, maxRetries: 3 },
  });
  const { blobs } = await pinPage(clients, batchId, 0, { container: "uploads", prefix: "" });
  assert.equal(blobs.length, 40);

  const classifier = new Classifier(testSettings());
  t.after(() => classifier.close());
  await classifier.model();
  const step = toStep({ version: 1, batchId, step: "score", part: 0, page: 0, from: 0, to: 40 });
  const opened: string[] = [];
  const scoring = { classifier, maxBytes: 1_000_000, dequeueCount: 1 };
  const score = runStep({ ...scoring, storage: watched(opened) }, step);
  await assert.rejects(score, { code: "StorageUnavailable" });
  const read = opened.length;
  assert.ok(read < 20, `${read} pictures were read`);
  // What was under way has ended, and nothing follows.
  await delay(300);
  assert.equal(opened.length, read);
});

test("a mini-batch that takes too long goes on in further messages, and none of it is lost", async (t) => {
  const batchId = crypto.randomUUID();
  const container = `slow-${batchId}`;
  await clients.blobs.getContainerClient(container).create();
  for (let i = 0; i < 6; i++) await writeUpload(clients, `${i}`, Buffer.from("no"), container);
  await createBatch(clients, batchId, {
    ...{ name: "", container, prefix: "", topK: 1 },
    ...{ miniBatchSize: 6, errorThreshold: -1, maxRetries: 3 },
  });
  await pinPage(clients, batchId, 0, { container, prefix: "" });
  await changeBatch(clients, batchId, () => ({ listed: true, found: 6, parts: 1 }));
  const classifier = new Classifier(testSettings());
  t.after(() => classifier.close());

  const queue = clients.queues.getQueueClient(batchQueue);
  await queue.clearMessages();
  const scoring = { storage: clients, classifier, maxBytes: 1000, dequeueCount: 1, longestStep: 0 };
  const first = { version: 1, batchId, step: "score", part: 0, page: 0, from: 0, to: 6 };
  let steps = 0;
  for (let message: unknown = first; Object(message).step === "score"; steps++) {
    await runStep(scoring, toStep(message));
    // Delivered again, a step finds its work done and asks for the same rest.
    if (steps === 1) await runStep(scoring, toStep(message));
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
    const texts = receivedMessageItems.map(({ messageText }) => messageText);
    assert.equal(new Set(texts).size, 1, `${texts.length} messages after step ${steps}`);
    message = JSON.parse(Buffer.from(texts[0] ?? "", "base64").toString());
  }
  assert.equal(steps, 6);
  const { succeeded, failed, doneParts } = await findBatch(clients, batchId);
  assert.deepEqual([succeeded, failed, doneParts], [0, 6, 1]);
  const lines = await readPart(clients, batchId, 0);
  const names = lines.map((line) => Object(JSON.parse(line)).file_name);
  assert.deepEqual(names, ["0", "1", "2", "3", "4", "5"]);
});
