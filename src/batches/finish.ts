import { toBatchSummary } from "../contracts/batch/batchAnswer.js";
import { readPart } from "../storage/batchBlobs.js";
import { changeBatch, type BatchRow } from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { notifyOfBatch } from "../subscriptions/notify.js";
import { appendPredictions, writeSummary } from "../storage/predictions.js";
import { csvHeader, fromPredictionLine, toCsv } from "./prediction.js";
import { sendStep, type StepOf } from "./steps.js";

/** Characters of JSON lines in one block. An append blob takes 50,000 blocks. */
const BLOCK_LENGTH = 1 << 20;

/** Parts that are read in parallel. */
const READ_AHEAD = 16;

/** Milliseconds after which the next message continues. */
const LONGEST_STEP = 60_000;

/** Queues the last step of a batch when all parts are scored. */
export async function finishIfDone(
  storage: StorageClients,
  batchId: string,
  batch: BatchRow,
): Promise<void> {
  const { status, listed, parts, doneParts } = batch;
  if (status === "Failed") {
    await notifyOfBatch(storage, batchId, batch);
    return sendStep(storage, { step: "clean", batchId });
  }
  if (status !== "Running" || !listed || doneParts < parts) return;
  await sendStep(storage, { step: "finish", batchId, part: 0, csvLength: 0, jsonlLength: 0 });
}

/**
 * Appends the predictions of all parts to the result files, in the order of the listing. It holds
 * one block at a time. The parts alone decide the blocks, so a repeated step appends the same
 * blocks at the same positions, and none twice.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function finish(
  storage: StorageClients,
  step: StepOf<"finish">,
  batch: BatchRow,
): Promise<void> {
  const { batchId } = step;
  let { part, csvLength, jsonlLength } = step;
  const until = performance.now() + LONGEST_STEP;
  if (csvLength === 0) {
    const header = csvHeader(batch.topK);
    csvLength = await appendPredictions(storage, batchId, "predictions.csv", 0, header);
    await appendPredictions(storage, batchId, "predictions.jsonl", 0, "");
  }
  while (part < batch.parts) {
    if (performance.now() > until) {
      return sendStep(storage, { step: "finish", batchId, part, csvLength, jsonlLength });
    }
    const { lines, next } = await readBlock(storage, batchId, part, batch.parts);
    const jsonl = lines.map((line) => `${line}\n`).join("");
    const csv = lines.map((line) => toCsv(fromPredictionLine(line), batch.topK)).join("");
    const append = appendPredictions.bind(undefined, storage, batchId);
    jsonlLength = await append("predictions.jsonl", jsonlLength, jsonl);
    csvLength = await append("predictions.csv", csvLength, csv);
    part = next;
  }
  const finished: BatchRow = { ...batch, status: "Succeeded", finishedAt: new Date() };
  await writeSummary(storage, batchId, toBatchSummary(batchId, finished));
  const { finishedAt } = finished;
  const ended = await changeBatch(storage, batchId, ({ status }) =>
    status === "Running" ? { status: "Succeeded", finishedAt } : undefined,
  );
  await notifyOfBatch(storage, batchId, ended);
  await sendStep(storage, { step: "clean", batchId });
}

/**
 * Reads parts for one block.
 *
 * @returns the lines of the parts from `first` to before `next`
 */
async function readBlock(
  storage: StorageClients,
  batchId: string,
  first: number,
  parts: number,
): Promise<{ lines: string[]; next: number }> {
  const lines: string[] = [];
  let length = 0;
  let next = first;
  while (next < parts && length < BLOCK_LENGTH) {
    const count = Math.min(READ_AHEAD, parts - next);
    const some = Array.from({ length: count }, (_, i) => readPart(storage, batchId, next + i));
    for (const line of (await Promise.all(some)).flat()) {
      lines.push(line);
      length += line.length;
    }
    next += count;
  }
  return { lines, next };
}
