import { randomUUID } from "node:crypto";
import {
  changeBatch,
  createBatch,
  type BatchOptions,
  type BatchRow,
} from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { notifyOfBatch } from "../subscriptions/notify.js";
import { START_SECONDS } from "../storage/messages.js";
import { sendStep } from "./steps.js";

/**
 * Starts a batch.
 *
 * @returns the id of the batch
 * @throws ClassifierError `StorageUnavailable`
 */
export async function startBatch(storage: StorageClients, options: BatchOptions): Promise<string> {
  const batchId = randomUUID();
  // First the message, as in `startTraining`.
  await sendStep(storage, { step: "list", batchId, page: 0, firstPart: 0 }, START_SECONDS);
  await createBatch(storage, batchId, options);
  return batchId;
}

/**
 * Cancels a running batch. Parts in work are finished, and no further part starts.
 *
 * @throws ClassifierError `BatchNotFound`, `StorageUnavailable`
 */
export async function cancelBatch(storage: StorageClients, batchId: string): Promise<BatchRow> {
  const batch = await changeBatch(storage, batchId, ({ status }) =>
    status === "Running" ? { status: "Canceled", finishedAt: new Date() } : undefined,
  );
  await notifyOfBatch(storage, batchId, batch);
  if (batch.status === "Canceled") await sendStep(storage, { step: "clean", batchId });
  return batch;
}
