/**
 * `node dist/test/storage/storeFixtures.js <folder>`: writes down what the service of today puts
 * into storage, as it stands there: bodies of messages, rows as the Table service answers them, and
 * blobs. Fixtures of a version that was in use are never made anew; a new form gets new files.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startBatch } from "../../src/batches/start.js";
import { toPredictionLine } from "../../src/batches/prediction.js";
import { sendStep } from "../../src/batches/steps.js";
import { ClassifierError } from "../../src/errors.js";
import { readPage, pinPage, pinPart } from "../../src/storage/batchBlobs.js";
import { changeBatch } from "../../src/storage/batchTable.js";
import { orderCallback } from "../../src/storage/callbacks.js";
import { findClassification, markQueued, noteAttempt } from "../../src/storage/classifications.js";
import { recordOutcome } from "../../src/storage/classifications.js";
import { connectByString } from "../../src/storage/connection.js";
import { keepDeadLetter } from "../../src/storage/deadLetters.js";
import { batchQueue, callbackQueue, deadLetterQueue } from "../../src/storage/names.js";
import { batchWorkContainer, requestQueue } from "../../src/storage/names.js";
import { trainingQueue } from "../../src/storage/names.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { sendRequest } from "../../src/storage/requests.js";
import { changeTraining, createTraining } from "../../src/storage/trainingTable.js";
import { writeUpload } from "../../src/storage/upload.js";
import { sendStep as sendTrainingStep } from "../../src/trainings/steps.js";
import { startTestStorage } from "../localHost/testHost.js";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Expected the folder to write to");
await mkdir(folder, { recursive: true });

const azurite = await startTestStorage();
const { connectionString } = azurite;
const storage = connectByString(connectionString);
await provisionStorage(storage);

/** The last answer of the Table service, as it came. */
let answer = "";
for (const table of [storage.classifications, storage.batches, storage.trainings]) {
  table.pipeline.addPolicy({
    name: "listen",
    async sendRequest(request, next) {
      const response = await next(request);
      // Every account but this one has another address.
      answer = (response.bodyAsText ?? "").replaceAll(
        /http:\/\/127\.0\.0\.1:\d+/g,
        "http://localhost",
      );
      return response;
    },
  });
}

async function keep(file: string, json: unknown): Promise<void> {
  await writeFile(join(folder ?? "", file), `${JSON.stringify(json, undefined, 2)}\n`);
}

/** Takes the messages of a queue. */
async function keepMessages(queue: string, ...files: string[]): Promise<void> {
  const client = storage.queues.getQueueClient(queue);
  const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 32 });
  for (const [i, { messageText }] of receivedMessageItems.entries()) {
    const json: unknown = JSON.parse(Buffer.from(messageText, "base64").toString());
    await keep(files[i] ?? `${queue}-${i}.json`, json);
  }
}

const upload = await writeUpload(storage, "2024/cat 1.jpg", Buffer.from("picture"));
const rowETag = await markQueued(storage, upload);
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const labelOptions = {
  topK: 3,
  threshold: 0.1,
  scoreFunction: "sigmoid",
  head: "flowers",
} as const;
const callbackUrl = "https://receiver.example/hook";
await sendRequest(storage, { ...upload, rowETag });
await sendRequest(storage, { ...upload, rowETag, labelOptions, callbackUrl, traceparent });
await keepMessages(requestQueue, "classify-request.json", "classify-request-later.json");

await orderCallback(storage, upload, callbackUrl);
await keepMessages(callbackQueue, "callback.json");

const error = new ClassifierError("InvalidMessage", "version: expected 1");
const { code, message: reason } = error;
await keepDeadLetter(storage, { queue: requestQueue, code, reason, message: { version: 99 } });
await keepMessages(deadLetterQueue, "dead-letter.json");

/** The row of the upload as it is now. */
async function keepRow(file: string): Promise<void> {
  await findClassification(storage, upload.container, upload.blobName);
  await keep(file, JSON.parse(answer));
}

await keepRow("row-queued.json");
await noteAttempt(storage, upload, 2, new ClassifierError("StorageUnavailable"));
await keepRow("row-attempted.json");
const labels = [
  { label: "tabby, tabby cat", score: 0.75 },
  { label: "lynx", score: 0.25 },
];
const model = { modelName: "lite0", modelVersion: "e8e24ce876ad", head: "flowers" };
const size = { width: 451, height: 300, milliseconds: 40 };
await recordOutcome(storage, upload, { status: "succeeded", labels, ...model, ...size });
await keepRow("row-succeeded.json");
await markQueued(storage, upload, true);
const { message: errorMessage } = new ClassifierError("InvalidImage");
await recordOutcome(storage, upload, { status: "failed", errorCode: "InvalidImage", errorMessage });
await keepRow("row-failed.json");

const place = { container: "uploads", prefix: "2024/" };
const numbers = { topK: 2, miniBatchSize: 7, errorThreshold: 3, maxRetries: 1 };
const batchId = await startBatch(storage, { name: "holidays", ...place, ...numbers });
await sendStep(storage, { step: "list", batchId, page: 1, firstPart: 143, marker: "next" });
await sendStep(storage, { step: "score", batchId, part: 1, page: 0, from: 7, to: 14 });
await sendStep(storage, { step: "finish", batchId, part: 3, csvLength: 99, jsonlLength: 77 });
await sendStep(storage, { step: "clean", batchId });
const steps = ["list-first", "list", "score", "finish", "clean"];
await keepMessages(batchQueue, ...steps.map((step) => `step-${step}.json`));

await changeBatch(storage, batchId, () => ({ found: 2, parts: 1, listed: true }), "page-0");
const running = await changeBatch(storage, batchId, () => undefined);
await keep("batch-running.json", JSON.parse(answer));
await changeBatch(
  storage,
  batchId,
  () => ({ doneParts: 1, succeeded: 1, failed: 1, model: "lite0" }),
  "part-0",
);
const finishedAt = new Date();
await changeBatch(storage, batchId, () => ({ status: "Succeeded", finishedAt }));
await changeBatch(storage, batchId, () => undefined);
await keep("batch-succeeded.json", JSON.parse(answer));
const ended = { errorCode: "TooManyFailures", errorMessage: "Too many pictures failed." };
await changeBatch(storage, batchId, () => ({ ...running, status: "Failed", finishedAt, ...ended }));
await changeBatch(storage, batchId, () => undefined);
await keep("batch-failed.json", JSON.parse(answer));

await pinPage(storage, batchId, 0, place);
await readPage(storage, batchId, 0);
await pinPart(storage, batchId, 0, [
  toPredictionLine({ file_name: "2024/cat 1.jpg", labels }),
  toPredictionLine({ file_name: "2024/no.jpg", error: { code: "InvalidImage", message: "No." } }),
]);
const trainingId = "fe5ddc9d-4417-45f8-9c28-6f0375e403c4";
const request = JSON.stringify({ name: "fridge", data: { container: "training" } });
await createTraining(storage, trainingId, { kind: "training", name: "fridge", request });
await changeTraining(storage, trainingId, () => undefined);
await keep("training-running.json", JSON.parse(answer));
await changeTraining(storage, trainingId, () => ({
  ...({ status: "Succeeded", step: "done", finishedAt, encoder: "0123456789ab-01234567" } as const),
  ...{ found: 3, parts: 1, doneParts: 1, done: 3, leftOut: 1, version: 2, current: true },
  problems: JSON.stringify([{ name: "a", reason: "no-label", detail: "a: has no label." }]),
  labels: JSON.stringify(["can", "carton"]),
  metrics: JSON.stringify({ accuracy: 1, log_loss: null }),
}));
await changeTraining(storage, trainingId, () => undefined);
await keep("training-succeeded.json", JSON.parse(answer));
await sendTrainingStep(storage, { step: "list", trainingId });
await sendTrainingStep(storage, { step: "features", trainingId, part: 3 });
await sendTrainingStep(storage, { step: "fit", trainingId });
await sendTrainingStep(storage, { step: "clean", trainingId });
const trainingSteps = ["list", "features", "fit", "clean"];
await keepMessages(trainingQueue, ...trainingSteps.map((step) => `training-step-${step}.json`));

const work = storage.blobs.getContainerClient(batchWorkContainer);
for (const [file, path] of Object.entries({
  "page.json": "pages/0.json",
  "part.jsonl": "parts/0.jsonl",
})) {
  const blob = work.getBlobClient(`${batchId}/${path}`);
  await writeFile(join(folder, file), await blob.downloadToBuffer());
}
await azurite.stop();
