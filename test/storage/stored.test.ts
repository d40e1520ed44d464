import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test, type TestContext } from "node:test";
import { fromPredictionLine } from "../../src/batches/prediction.js";
import { toStep } from "../../src/batches/steps.js";
import { toTrainingState } from "../../src/contracts/training/trainingAnswer.js";
import { readPage, readPart } from "../../src/storage/batchBlobs.js";
import { findBatch } from "../../src/storage/batchTable.js";
import { toCallbackOrder } from "../../src/storage/callbacks.js";
import { findClassification } from "../../src/storage/classifications.js";
import type { StorageClients } from "../../src/storage/connection.js";
import { peekDeadLetters } from "../../src/storage/deadLetters.js";
import { toRequest } from "../../src/storage/requests.js";
import { findTraining } from "../../src/storage/trainingTable.js";
import { toAsked } from "../../src/trainings/request.js";
import { toStep as toTrainingStep } from "../../src/trainings/steps.js";
import { fixture } from "../paths.js";
import { scriptedAccount } from "./account.js";

const stored = (file: string): Buffer => readFileSync(fixture(`stored/${file}`));
const message = (file: string): unknown => JSON.parse(stored(file).toString());

/** An account in which every request finds this. */
function holding(t: TestContext, body: Uint8Array | string, type: string): Promise<StorageClients> {
  return scriptedAccount(t, (request, response) => {
    response.setHeader("content-type", type);
    response.setHeader("etag", '"0x1"');
    response.setHeader("content-length", Buffer.byteLength(body));
    response.setHeader("x-ms-approximate-messages-count", "1");
    response.end(request.method === "HEAD" ? undefined : body);
  });
}

const batchId = "209329ec-672d-4013-9f22-5a1af85f473d";
const upload = {
  container: "uploads",
  blobName: "2024/cat 1.jpg",
  etag: '"0x1BFDF01BF534160"',
  size: 7,
  rowETag: "W/\"datetime'2026-11-24T22%3A49%3A46.0927066Z'\"",
};
const labels = [
  { label: "tabby, tabby cat", score: 0.75 },
  { label: "lynx", score: 0.25 },
];

test("requests to classify stay readable", () => {
  assert.deepEqual(toRequest(message("classify-request.json")), upload);
  assert.deepEqual(toRequest(message("classify-request-later.json")), {
    ...upload,
    labelOptions: { topK: 3, threshold: 0.1, scoreFunction: "sigmoid", head: "flowers" },
    callbackUrl: "https://receiver.example/hook",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
});

test("steps of batches stay readable", () => {
  const steps = {
    "list-first": { step: "list", page: 0, firstPart: 0 },
    list: { step: "list", page: 1, firstPart: 143, marker: "next" },
    score: { step: "score", part: 1, page: 0, from: 7, to: 14 },
    finish: { step: "finish", part: 3, csvLength: 99, jsonlLength: 77 },
    clean: { step: "clean" },
  };
  for (const [file, step] of Object.entries(steps)) {
    assert.deepEqual(toStep(message(`step-${file}.json`)), { version: 1, batchId, ...step });
  }
});

test("steps and rows of trainings stay readable", async (t) => {
  const trainingId = "fe5ddc9d-4417-45f8-9c28-6f0375e403c4";
  for (const step of ["list", "features", "fit", "clean"]) {
    const part = step === "features" ? { part: 3 } : {};
    const read = toTrainingStep(message(`training-step-${step}.json`));
    assert.deepEqual(read, { version: 1, trainingId, step, ...part });
  }
  const [running, succeeded] = await Promise.all(
    ["running", "succeeded"].map(async (state) => {
      const body = stored(`training-${state}.json`);
      return findTraining(await holding(t, body, "application/json"), trainingId);
    }),
  );
  assert.ok(running && succeeded);
  assert.equal(toTrainingState(trainingId, running).step, "list");
  const { data } = toAsked(running).request;
  assert.deepEqual(data, { container: "training", prefix: "" });
  const state = toTrainingState(trainingId, succeeded);
  const { problems, labels, metrics, version, current } = state;
  assert.deepEqual(
    { problems, labels, metrics, version, current },
    {
      problems: [{ name: "a", reason: "no-label", detail: "a: has no label." }],
      ...{ labels: ["can", "carton"], metrics: { accuracy: 1, log_loss: null } },
      ...{ version: 2, current: true },
    },
  );
});

test("orders of callbacks stay readable", () => {
  const url = "https://receiver.example/hook";
  const { container, blobName } = upload;
  assert.deepEqual(toCallbackOrder(message("callback.json")), { container, blobName, url });
  assert.deepEqual(toCallbackOrder(message("notification.json")), {
    subscriptionId: batchId,
    notification: { notification_id: "5d41", container, blob: blobName, status: "succeeded" },
  });
});

test("dead letters stay readable", async (t) => {
  const text = stored("dead-letter.json").toString("base64");
  const parts = `<MessageId>1</MessageId><DequeueCount>0</DequeueCount><MessageText>${text}</MessageText>`;
  const list = `<QueueMessagesList><QueueMessage>${parts}</QueueMessage></QueueMessagesList>`;
  const { letters } = await peekDeadLetters(await holding(t, list, "application/xml"));
  assert.deepEqual(letters, [
    {
      queue: "classify-requests",
      code: "InvalidMessage",
      reason: "version: expected 1",
      message: { version: 99 },
    },
  ]);
});

test("rows of classifications stay readable", async (t) => {
  const model = { modelName: "lite0", modelVersion: "e8e24ce876ad", head: "flowers" };
  const size = { width: 451, height: 300, milliseconds: 40 };
  const rows = {
    queued: { status: "queued", queuedAt: new Date("2026-11-24T22:49:46.085Z") },
    attempted: { status: "queued", attempts: 2, errorCode: "StorageUnavailable" },
    succeeded: {
      status: "succeeded",
      completedAt: new Date("2026-11-24T22:49:46.298Z"),
      ...{ labels, ...model, ...size, topLabel: "tabby, tabby cat", topScore: 0.75 },
    },
    failed: { status: "failed", errorCode: "InvalidImage" },
  };
  for (const [file, columns] of Object.entries(rows)) {
    const storage = await holding(t, stored(`row-${file}.json`), "application/json");
    const { container, blobName } = upload;
    const row = await findClassification(storage, container, blobName);
    const blob = { container, blobName, blobETag: upload.etag, blobSize: upload.size };
    assert.deepEqual({ ...row, ...blob, ...columns }, row, file);
  }
});

test("rows of batches stay readable", async (t) => {
  const options = {
    ...{ name: "holidays", container: "uploads", prefix: "2024/", topK: 2, miniBatchSize: 7 },
    ...{ errorThreshold: 3, maxRetries: 1, createdAt: new Date("2026-11-24T22:49:46.387Z") },
    ...{ listed: true, found: 2, parts: 1 },
  };
  const finishedAt = new Date("2026-11-24T22:49:46.505Z");
  const rows = {
    running: { status: "Running", model: "", doneParts: 0, succeeded: 0, failed: 0 },
    succeeded: {
      ...{ status: "Succeeded", model: "lite0", doneParts: 1, succeeded: 1, failed: 1, finishedAt },
    },
    failed: {
      ...{ status: "Failed", errorCode: "TooManyFailures", finishedAt },
      errorMessage: "Too many pictures failed.",
    },
  };
  for (const [file, state] of Object.entries(rows)) {
    const storage = await holding(t, stored(`batch-${file}.json`), "application/json");
    const row = await findBatch(storage, batchId);
    assert.deepEqual({ ...row, ...options, ...state }, row, file);
  }
});

test("pages and parts of batches stay readable", async (t) => {
  const pages = await holding(t, stored("page.json"), "application/json");
  assert.deepEqual(await readPage(pages, batchId, 0), { blobs: ["2024/cat 1.jpg"] });
  const parts = await holding(t, stored("part.jsonl"), "application/octet-stream");
  const lines = await readPart(parts, batchId, 0);
  assert.deepEqual(lines.map(fromPredictionLine), [
    { file_name: "2024/cat 1.jpg", labels },
    { file_name: "2024/no.jpg", error: { code: "InvalidImage", message: "No." } },
  ]);
});
