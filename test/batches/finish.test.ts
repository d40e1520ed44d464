import assert from "node:assert/strict";
import { after, test } from "node:test";
import { finish } from "../../src/batches/finish.js";
import {
  csvHeader,
  fromPredictionLine,
  toCsv,
  toPredictionLine,
} from "../../src/batches/prediction.js";
import { toStep, type StepOf } from "../../src/batches/steps.js";
import { pinPart } from "../../src/storage/batchBlobs.js";
import { changeBatch, createBatch } from "../../src/storage/batchTable.js";
import { connectByString } from "../../src/storage/connection.js";
import {
  appendPredictions,
  predictionPath,
  type PredictionFile,
} from "../../src/storage/predictions.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { startTestStorage } from "../localHost/testHost.js";

const azurite = await startTestStorage();
after(() => azurite.stop());
const storage = connectByString(azurite.connectionString);
await provisionStorage(storage);

const topK = 1000;
/** As long as a line with a thousand labels is, some 60 KB, with characters of several bytes. */
const longLine = (part: number, picture: number): string =>
  toPredictionLine({
    file_name: `${part}/ü ${picture}.jpg`,
    labels: Array.from({ length: topK }, (_, i) => ({
      label: `a label of some length, ${i} é`,
      score: 1 / (i + picture + 3),
    })),
  });

/** A scored batch of 4 parts, one of them short, of altogether some 30 MB. */
async function scored() {
  const batchId = crypto.randomUUID();
  await createBatch(storage, batchId, {
    ...{ name: "", container: "pictures", prefix: "", topK },
    ...{ miniBatchSize: 1000, errorThreshold: -1, maxRetries: 3 },
  });
  const lines: string[] = [];
  for (const [part, count] of [150, 1, 150, 150].entries()) {
    const some = Array.from({ length: count }, (_, picture) => longLine(part, picture));
    await pinPart(storage, batchId, part, some);
    lines.push(...some);
  }
  const batch = await changeBatch(storage, batchId, () => ({
    listed: true,
    parts: 4,
    doneParts: 4,
  }));
  const message = { version: 1, batchId, step: "finish", part: 0, csvLength: 0, jsonlLength: 0 };
  const step = toStep(message);
  assert.ok(step.step === "finish");
  const jsonl = lines.map((line) => `${line}\n`).join("");
  const csv = lines.map((line) => toCsv(fromPredictionLine(line), topK)).join("");
  return { batchId, batch, step, jsonl, csv: csvHeader(topK) + csv };
}

const blobOf = (batchId: string, file: PredictionFile) =>
  storage.blobs
    .getContainerClient("predictions")
    .getAppendBlobClient(predictionPath(batchId, file));

async function check({ batchId, jsonl, csv }: Awaited<ReturnType<typeof scored>>): Promise<void> {
  const written = async (file: PredictionFile): Promise<string> =>
    (await blobOf(batchId, file).downloadToBuffer()).toString();
  assert.ok((await written("predictions.jsonl")) === jsonl);
  assert.ok((await written("predictions.csv")) === csv);
}

test("a batch of long lines finishes, in blocks that the account takes, each once", async () => {
  const batch = await scored();
  assert.ok(batch.jsonl.length > 20_000_000);
  await finish(storage, batch.step, batch.batch);
  await check(batch);
  for (const file of ["predictions.jsonl", "predictions.csv"] as const) {
    const { contentLength = 0, blobCommittedBlockCount = 0 } = await blobOf(
      batch.batchId,
      file,
    ).getProperties();
    const mean = contentLength / blobCommittedBlockCount;
    assert.ok(mean <= 4 * 1024 * 1024, `${file}: blocks of ${mean} bytes on average`);
    assert.ok(mean >= 1024 * 1024, `${file}: too many blocks`);
  }
  // The same message, delivered again.
  await finish(storage, batch.step, batch.batch);
  await check(batch);
});

test("a step that died in the middle of a block's neighbours goes on where it stopped", async () => {
  const batch = await scored();
  const [jsonl, csv] = [Buffer.from(batch.jsonl), Buffer.from(batch.csv)];
  for (const [file, bytes, length] of [
    ["predictions.jsonl", jsonl, 5_000_001],
    ["predictions.csv", csv, 1_000_003],
  ] as const) {
    const blob = blobOf(batch.batchId, file);
    await blob.create();
    for (let at = 0; at < length; at += 1_000_000) {
      const some = bytes.subarray(at, Math.min(at + 1_000_000, length));
      await blob.appendBlock(some, some.length);
    }
  }
  const steps: StepOf<"finish">[] = [batch.step, batch.step];
  await Promise.all(steps.map((step) => finish(storage, step, batch.batch)));
  await check(batch);
});

test("a file that is shorter than its batch believes is no place to go on", async () => {
  const batchId = crypto.randomUUID();
  await appendPredictions(storage, batchId, "predictions.csv", 0, "head");
  await assert.rejects(appendPredictions(storage, batchId, "predictions.csv", 9, "line"), {
    code: "StorageUnavailable",
  });
});
