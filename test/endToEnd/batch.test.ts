import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { pinPart } from "../../src/storage/batchBlobs.js";
import { createBatch, findBatch } from "../../src/storage/batchTable.js";
import { connectByString } from "../../src/storage/connection.js";
import { sendMessage } from "../../src/storage/messages.js";
import {
  batchInputsContainer,
  batchQueue,
  batchWorkContainer,
  poisonQueueOf,
} from "../../src/storage/names.js";
import { eventually } from "../deadline.js";
import { waitUntil } from "../localHost/testHost.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
after(() => app.stop());
const { url } = app.host;
const { connectionString } = app.storage;
const storage = connectByString(connectionString);

const photos = { "cat.jpg": "tiger cat", "coffee.jpg": "espresso", "daisy.jpg": "daisy" };
const kinds = Object.entries(photos).map(([file, label]) => ({
  bytes: readFileSync(fixture(`photos/${file}`)),
  label,
}));

/** A container of so many photos, every tenth not a photo; its expected best labels by name. */
async function fill(count: number): Promise<{ container: string; expected: Map<string, string> }> {
  const container = `pictures-${randomUUID().slice(0, 8)}`;
  const client = storage.blobs.getContainerClient(container);
  await client.create();
  const expected = new Map<string, string>();
  for (let i = 0; i < count; i++) {
    const { bytes = Buffer.alloc(0), label = "" } = kinds[i % kinds.length] ?? {};
    const name = `${i % 2 ? "odd, and" : "even"}/${i}.jpg`;
    const isBad = i % 10 === 9;
    await client.getBlockBlobClient(name).uploadData(isBad ? Buffer.from("text") : bytes);
    expected.set(name, isBad ? "UnsupportedImageFormat" : label);
  }
  return { container, expected };
}

async function post(body: unknown): Promise<Response> {
  return fetch(`${url}/api/batches`, { method: "POST", body: JSON.stringify(body) });
}

/** Asks the way Azure's pollers do: at Location, until the answer is no 202 any more. */
async function ended(started: Response): Promise<Record<string, unknown>> {
  assert.equal(started.status, 202);
  assert.ok(Number(started.headers.get("retry-after")) > 0);
  const place = started.headers.get("location") ?? "";
  return eventually(async () => {
    const response = await fetch(place);
    const state: Record<string, unknown> = Object(await response.json());
    if (response.status !== 202) return state;
    assert.equal(state["status"], "Running");
    return undefined;
  });
}

const output = async (id: unknown, file: string): Promise<string> =>
  (await fetch(`${url}/api/batches/${String(id)}/${file}`)).text();

test("a batch has one right line for each picture", async () => {
  const { container, expected } = await fill(60);
  const state = await ended(await post({ container, name: "sixty", mini_batch_size: 7, top_k: 2 }));
  assert.equal(state["status"], "Succeeded");
  assert.deepEqual(state["totals"], { found: 60, queued: 0, succeeded: 54, failed: 6 });
  assert.equal(state["model"], "efficientnet-lite0");

  const jsonl = await output(state["id"], "predictions.jsonl");
  const lines = jsonl
    .trimEnd()
    .split("\n")
    .map((line) => Object(JSON.parse(line)));
  assert.equal(lines.length, 60);
  const found = new Map<string, string>(
    lines.map((line) => [line.file_name, line.error?.code ?? line.labels[0].label]),
  );
  assert.deepEqual(found, new Map([...expected].toSorted(([a], [b]) => (a < b ? -1 : 1))));

  const csv = (await output(state["id"], "predictions.csv")).trimEnd().split("\r\n");
  assert.equal(csv[0], "file_name,label,score,label_2,score_2,error");
  assert.equal(csv.length, 61);
  assert.match(
    csv.find((line) => line.startsWith("even/0.jpg")) ?? "",
    /^even\/0.jpg,tiger cat,0\.3/,
  );
  assert.match(csv.find((line) => line.includes("/9.jpg")) ?? "", /^"odd, and\/9.jpg",,,,,Unsupp/);
  const summary: unknown = JSON.parse(await output(state["id"], "summary.json"));
  assert.deepEqual(Object(summary).totals, state["totals"]);
});

test("only what the prefix names", async () => {
  const { container } = await fill(10);
  const state = await ended(await post({ container, prefix: "even/" }));
  assert.equal(Object(state["totals"]).found, 5);
});

test("a container without pictures is a batch with no lines", async () => {
  const { container } = await fill(0);
  const state = await ended(await post({ container }));
  assert.equal(state["status"], "Succeeded");
  assert.equal(await output(state["id"], "predictions.jsonl"), "");
});

test("messages that come twice change nothing", async () => {
  const { container } = await fill(40);
  const started = await post({ container, mini_batch_size: 5 });
  const { id }: { id: string } = Object(await started.clone().json());
  const step = { version: 1, batchId: id };
  await sendMessage(storage, batchQueue, { ...step, step: "list", page: 0, firstPart: 0 });
  for (let part = 0; part < 8; part++) {
    const range = { part, page: 0, from: part * 5, to: part * 5 + 5 };
    await sendMessage(storage, batchQueue, { ...step, step: "score", ...range });
  }
  const state = await ended(started);
  assert.deepEqual(state["totals"], { found: 40, queued: 0, succeeded: 36, failed: 4 });
  const again = { step: "finish", part: 0, csvLength: 0, jsonlLength: 0 };
  await sendMessage(storage, batchQueue, { ...step, ...again });
  const queue = storage.queues.getQueueClient(batchQueue);
  await waitUntil(async () => (await queue.getProperties()).approximateMessagesCount === 0);
  assert.equal((await output(id, "predictions.jsonl")).trimEnd().split("\n").length, 40);
});

test("too many failures end a batch", async () => {
  const { container } = await fill(40);
  const state = await ended(await post({ container, mini_batch_size: 10, error_threshold: 1 }));
  assert.equal(state["status"], "Failed");
  assert.equal(Object(state["error"]).code, "TooManyFailures");
});

test("a batch can be canceled, and what it noted goes", async () => {
  const { container } = await fill(60);
  const started = await post({ container, mini_batch_size: 2 });
  const { id }: { id: string } = Object(await started.json());
  const canceled = await fetch(`${url}/api/batches/${id}`, { method: "DELETE" });
  assert.equal(canceled.status, 200);
  assert.equal(Object(await canceled.json()).status, "Canceled");
  const work = storage.blobs.getContainerClient(batchWorkContainer);
  const pages = { prefix: `${id}/pages` };
  await waitUntil(async () => (await work.listBlobsFlat(pages).next()).done === true);
  assert.equal((await fetch(`${url}/api/batches/${id}/predictions.csv`)).status, 404);
});

test("a mini-batch that fails in every attempt counts as failed pictures", async () => {
  const { container } = await fill(4);
  const batchId = randomUUID();
  const options = { name: "", container, prefix: "", topK: 1, miniBatchSize: 2 };
  await createBatch(storage, batchId, { ...options, errorThreshold: -1, maxRetries: 0 });
  const step = { version: 1, batchId };
  const score = { ...step, step: "score", part: 1, page: 0, from: 2, to: 4 };
  // The list step is told last, when the second half has been given up on.
  const page = JSON.stringify({
    blobs: ["even/0.jpg", "even/2.jpg", "odd, and/1.jpg", "odd, and/3.jpg"],
  });
  const work = storage.blobs.getContainerClient(batchWorkContainer);
  await work.getBlockBlobClient(`${batchId}/pages/0.json`).uploadData(Buffer.from(page));
  await sendMessage(storage, poisonQueueOf(batchQueue), score);
  await waitUntil(async () => (await findBatch(storage, batchId)).failed > 0);
  await sendMessage(storage, batchQueue, { ...step, step: "list", page: 0, firstPart: 0 });
  await waitUntil(async () => (await findBatch(storage, batchId)).status !== "Running");
  const { succeeded, failed } = await findBatch(storage, batchId);
  assert.deepEqual([succeeded, failed], [2, 2]);
});

test("of two deliveries of a mini-batch the first one's lines stand", async () => {
  const batchId = randomUUID();
  assert.deepEqual(await pinPart(storage, batchId, 0, ["a"]), ["a"]);
  assert.deepEqual(await pinPart(storage, batchId, 0, ["b"]), ["a"]);
});

test("what is wrong with a request is said at once", async () => {
  const cases: [body: unknown, status: number, code: string][] = [
    [{}, 400, "InvalidRequest"],
    [{ container: "UPPER" }, 400, "InvalidRequest"],
    [{ container: "azure-webjobs-secrets" }, 400, "InvalidRequest"],
    [{ container: "uploads", mini_batch_size: 0 }, 400, "InvalidRequest"],
    [{ container: "no-such-container" }, 404, "ContainerNotFound"],
    [{ container: "uploads", model: "other" }, 404, "ModelNotFound"],
  ];
  for (const [body, status, code] of cases) {
    const response = await post(body);
    assert.deepEqual([response.status, Object(await response.json()).code], [status, code]);
  }
  const unknown = await fetch(`${url}/api/batches/${randomUUID()}`);
  assert.equal(Object(await unknown.json()).code, "BatchNotFound");
  const file = await fetch(`${url}/api/batches/${randomUUID()}/other.csv`);
  assert.equal(Object(await file.json()).code, "NotFound");
});

/** Sends a photo to each of some paths among the inputs of batches. */
async function sendInputs(...paths: string[]): Promise<void> {
  for (const path of paths) {
    const body = kinds[0]?.bytes ?? Buffer.alloc(0);
    const response = await fetch(`${url}/api/batch-inputs/${path}`, { method: "PUT", body });
    assert.equal(response.status, 201);
  }
}

const inputs = storage.blobs.getContainerClient(batchInputsContainer);
const isInput = (path: string): Promise<boolean> => inputs.getBlobClient(path).exists();

test("inputs that are to be deleted go when the batch has ended, and nothing else", async () => {
  const paths = ["mine/1.jpg", "mine/2/3.jpg"];
  await sendInputs(...paths, "mines/1.jpg");
  const asked = { container: batchInputsContainer, prefix: "mine/", delete_inputs: true };
  const state = await ended(await post(asked));
  assert.deepEqual([state["delete_inputs"], Object(state["totals"]).succeeded], [true, 2]);
  const lines = (await output(state["id"], "predictions.jsonl")).trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => Object(JSON.parse(line)).file_name),
    paths,
  );
  await waitUntil(async () => !(await isInput("mine/1.jpg")) && !(await isInput("mine/2/3.jpg")));
  assert.ok(await isInput("mines/1.jpg"));

  // A repeated message finds nothing more to do.
  await sendMessage(storage, batchQueue, { version: 1, batchId: state["id"], step: "clean" });
  const queue = storage.queues.getQueueClient(batchQueue);
  await waitUntil(async () => (await queue.getProperties()).approximateMessagesCount === 0);
  assert.ok(await isInput("mines/1.jpg"));
});

test("a canceled batch deletes its inputs too; one that runs does not", async () => {
  await sendInputs("running/1.jpg");
  const batchId = randomUUID();
  const place = { container: batchInputsContainer, prefix: "running/" };
  const options = { ...place, name: "", topK: 1, miniBatchSize: 1, errorThreshold: -1 };
  await createBatch(storage, batchId, { ...options, maxRetries: 0, deleteInputs: true });
  await sendMessage(storage, batchQueue, { version: 1, batchId, step: "clean" });
  const queue = storage.queues.getQueueClient(batchQueue);
  await waitUntil(async () => (await queue.getProperties()).approximateMessagesCount === 0);
  assert.ok(await isInput("running/1.jpg"));
  await fetch(`${url}/api/batches/${batchId}`, { method: "DELETE" });
  await waitUntil(async () => !(await isInput("running/1.jpg")));
});

test("only a folder of what was sent for batches can be deleted", async () => {
  for (const place of [
    { container: "uploads", prefix: "mine/" },
    { container: batchInputsContainer },
    { container: batchInputsContainer, prefix: "mine" },
    { container: batchInputsContainer, prefix: "/" },
  ]) {
    const response = await post({ ...place, delete_inputs: true });
    assert.equal(response.status, 400);
    assert.match(
      Object(await response.json()).detail,
      /^delete_inputs: only for a folder of batch-/,
    );
  }
});
