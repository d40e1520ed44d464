import { deleteInputs, deleteWork } from "../storage/batchBlobs.js";
import { findBatch } from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { sendStep } from "./steps.js";

/**
 * Deletes what a batch leaves that has ended: its working files, and its inputs where the request said
 * so. Each step deletes as much as a step may take, and queues the next.
 *
 * @throws ClassifierError `BatchNotFound`, `StorageUnavailable`
 */
export async function clean(storage: StorageClients, batchId: string): Promise<void> {
  const batch = await findBatch(storage, batchId);
  // A message may come early or twice. A running batch still needs its files.
  if (batch.status === "Running") return;
  const hasNoWork = await deleteWork(storage, batchId);
  const hasNoInputs = !batch.deleteInputs || (await deleteInputs(storage, batch.prefix));
  if (!hasNoWork || !hasNoInputs) await sendStep(storage, { step: "clean", batchId });
}
