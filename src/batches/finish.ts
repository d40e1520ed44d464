import { toBatchSummary } from "../contracts/batch/batchAnswer.js";
import { readPart } from "../storage/batchBlobs.js";
import { changeBatch, type BatchRow } from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { notifyOfBatch } from "../subscriptions/notify.js";
import { appendPredictions, writeSummary } from "../storage/predictions.js";
import { csvHeader, fromPredictionLine, toCsv } from "./prediction.js";
import { sendStep, type StepOf } from "./steps.js";

/** Characters of JSON lines that are appended at once: a blob takes 50,000 blocks, each of 4 MiB. */
const BLOCK_LENGTH = 2 << 20;

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
    const { lines, next } = await readParts(storage, batchId, part, batch.parts);
    const append = appendPredictions.bind(undefined, storage, batchId);
    for (const block of toBlocks(lines)) {
      const jsonl = block.map((line) => `${line}\n`).join("");
      const csv = block.map((line) => toCsv(fromPredictionLine(line), batch.topK)).join("");
      jsonlLength = await append("predictions.jsonl", jsonlLength, jsonl);
      csvLength = await append("predictions.csv", csvLength, csv);
    }
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
 * Reads parts until they make a block. Long ones are read one by one, so that no more than that is
 * held: a part may have a thousand lines with a thousand labels each.
 *
 * @returns the lines of the parts from `first` to before `next`
 */
async function readParts(
  storage: StorageClients,
  batchId: string,
  first: number,
  parts: number,
): Promise<{ lines: string[]; next: number }> {
  const lines: string[] = [];
  let length = 0;
  let longest = BLOCK_LENGTH;
  let next = first;
  while (next < parts && length < BLOCK_LENGTH) {
    const fitting = Math.floor((BLOCK_LENGTH - length) / longest);
    const count = Math.min(READ_AHEAD, parts - next, Math.max(1, fitting));
    const some = Array.from({ length: count }, (_, i) => readPart(storage, batchId, next + i));
    const read = await Promise.all(some);
    const lengths = read.map((part) => part.reduce((sum, line) => sum + line.length, 1));
    longest = next === first ? Math.max(...lengths) : Math.max(longest, ...lengths);
    for (const line of read.flat()) lines.push(line);
    length += lengths.reduce((sum, one) => sum + one, 0);
    next += count;
  }
  return { lines, next };
}

/** The lines in runs of no more than a block, each of one line at least. */
function* toBlocks(lines: readonly string[]): Generator<string[]> {
  let block: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (block.length > 0 && length + line.length > BLOCK_LENGTH) {
      yield block;
      [block, length] = [[], 0];
    }
    block.push(line);
    length += line.length;
  }
  if (block.length > 0) yield block;
}
