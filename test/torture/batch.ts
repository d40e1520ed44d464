import { setTimeout as delay } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { startBatch } from "../../src/batches/start.js";
import { fromPredictionLine } from "../../src/batches/prediction.js";
import { findBatch } from "../../src/storage/batchTable.js";
import type { StorageClients } from "../../src/storage/connection.js";
import { batchInputsContainer } from "../../src/storage/names.js";
import { openPredictions } from "../../src/storage/predictions.js";
import { writeUpload } from "../../src/storage/upload.js";
import type { Random } from "../random.js";
import { pickKind } from "./pictures.js";

/** A batch that runs while all else goes on. */
export interface TorturedBatch {
  readonly batchId: string;
  /** What must come of each of its pictures, by name. */
  readonly expected: ReadonlyMap<string, string>;
}

/** Waits for the hosts to be up, fills a container, and starts the batch. */
export async function beginBatch(
  storage: StorageClients,
  random: Random,
  pictures: number,
): Promise<TorturedBatch> {
  const expected = new Map<string, string>();
  for (let i = 0; i < pictures; i++) {
    const { bytes, outcome } = pickKind(random);
    const { blobName } = await writeUpload(
      storage,
      `${i}.jpg`,
      Buffer.from(bytes),
      batchInputsContainer,
    );
    expected.set(blobName, outcome);
  }
  const settings = { topK: 1, miniBatchSize: 5, errorThreshold: -1, maxRetries: 3 };
  const place = { container: batchInputsContainer, prefix: "" };
  const batchId = await startBatch(storage, { name: "torture", ...place, ...settings });
  return { batchId, expected };
}

/** @returns how many pictures have one right line, and what is wrong with the others */
export async function verifyBatch(
  storage: StorageClients,
  { batchId, expected }: TorturedBatch,
  patience: number,
): Promise<{ right: number; problems: string[] }> {
  const deadline = performance.now() + patience;
  let { status } = await findBatch(storage, batchId);
  while (status === "Running" && performance.now() < deadline) {
    await delay(200);
    ({ status } = await findBatch(storage, batchId));
  }
  if (status !== "Succeeded") return { right: 0, problems: [`the batch is ${status}`] };
  const jsonl = await text(await openPredictions(storage, batchId, "predictions.jsonl"));
  const missing = new Map(expected);
  const problems: string[] = [];
  for (const line of jsonl.trimEnd().split("\n").map(fromPredictionLine)) {
    const found = "error" in line ? line.error.code : line.labels[0]?.label;
    if (missing.get(line.file_name) === found) missing.delete(line.file_name);
    else problems.push(`batch: ${line.file_name}: ${found}, or a second line`);
  }
  for (const name of missing.keys()) problems.push(`batch: ${name}: no right line`);
  return { right: expected.size - missing.size, problems };
}
