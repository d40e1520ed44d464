import assert from "node:assert/strict";
import { after, test } from "node:test";
import { failBatch } from "../../src/batches/failure.js";
import { runStep } from "../../src/batches/runStep.js";
import { startBatch } from "../../src/batches/start.js";
import { Classifier } from "../../src/classifier.js";
import { ClassifierError } from "../../src/errors.js";
import { toSettings } from "../../src/settings.js";
import { changeBatch, findBatch } from "../../src/storage/batchTable.js";
import { markQueued, recordOutcome } from "../../src/storage/classifications.js";
import { connectByString } from "../../src/storage/connection.js";
import { callbackQueue } from "../../src/storage/names.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { writeUpload } from "../../src/storage/upload.js";
import { subscribe } from "../../src/subscriptions/subscribe.js";
import { classifyUpload } from "../../src/uploads/classifyUpload.js";
import { startTestStorage } from "../localHost/testHost.js";

const azurite = await startTestStorage();
const settings = toSettings({});
const classifier = new Classifier(settings);
after(async () => {
  await classifier.close();
  await azurite.stop();
});
const storage = connectByString(azurite.connectionString);
await provisionStorage(storage);
const queue = storage.queues.getQueueClient(callbackQueue);
const callbackUrl = "https://receiver.example/";
await subscribe(storage, { kind: "row", callbackUrl });
await subscribe(storage, { kind: "batch", callbackUrl });

/** The ids of the notifications that lie on the queue, which is empty afterwards. */
async function takeIds(): Promise<string[]> {
  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
  await queue.clearMessages();
  return receivedMessageItems.map(({ messageText }) => {
    const message = Object(JSON.parse(Buffer.from(messageText, "base64").toString()));
    return String(message.notification.notification_id);
  });
}

const outcome = { status: "failed", errorCode: "InvalidImage", errorMessage: "…" } as const;

test("a message that comes again after its row was final tells of it all the same", async () => {
  const upload = await writeUpload(storage, "a.jpg", Buffer.from("no picture"));
  const rowETag = await markQueued(storage, upload);
  // As far as the instance came that was killed between the row and its fan-out.
  await recordOutcome(storage, upload, outcome, rowETag);
  assert.deepEqual(await takeIds(), []);
  await classifyUpload(storage, classifier, { ...upload, rowETag }, settings);
  const [id] = await takeIds();
  assert.ok(id);
  await classifyUpload(storage, classifier, { ...upload, rowETag }, settings);
  assert.deepEqual(await takeIds(), [id]);
});

test("also where the blob has a newer version by then, which has its own", async () => {
  const upload = await writeUpload(storage, "b.jpg", Buffer.from("no picture"));
  const rowETag = await markQueued(storage, upload);
  await recordOutcome(storage, upload, outcome, rowETag);
  const newer = await writeUpload(storage, "b.jpg", Buffer.from("another"));
  await classifyUpload(storage, classifier, { ...upload, rowETag }, settings);
  const [id] = await takeIds();
  assert.ok(id);
  await classifyUpload(storage, classifier, newer, settings);
  const [other] = await takeIds();
  assert.ok(other);
  assert.notEqual(other, id);
});

test("a step that comes again after its batch ended tells of it, and later ones do not", async () => {
  const options = { name: "", container: "uploads", prefix: "", topK: 1, miniBatchSize: 1 };
  const batchId = await startBatch(storage, { ...options, errorThreshold: -1, maxRetries: 0 });
  const finishedAt = new Date();
  await changeBatch(storage, batchId, () => ({ status: "Failed", finishedAt }));
  const scoring = { storage, classifier, maxBytes: 1, dequeueCount: 1 };
  const step = { version: 1, step: "list", batchId, page: 0, firstPart: 0 } as const;
  await runStep(scoring, step);
  assert.equal((await takeIds()).length, 1);
  assert.equal((await findBatch(storage, batchId)).notified, true);
  await runStep(scoring, step);
  await failBatch(storage, batchId, new ClassifierError("ContainerNotFound"));
  assert.deepEqual(await takeIds(), []);
});
