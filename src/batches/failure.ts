import type { ClassifierError } from "../errors.js";
import { changeBatch, type BatchRow } from "../storage/batchTable.js";
import { notifyOfBatch } from "../subscriptions/notify.js";
import type { StorageClients } from "../storage/connection.js";
import { sendStep } from "./steps.js";

/**
 * Ends a running batch as `Failed`.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function failBatch(
  storage: StorageClients,
  batchId: string,
  error: ClassifierError,
): Promise<void> {
  const batch = await changeBatch(storage, batchId, ({ status }) =>
    status === "Running" ? toFailedState(error) : undefined,
  );
  await notifyOfBatch(storage, batchId, batch);
  if (batch.status === "Failed") await sendStep(storage, { step: "clean", batchId });
}

/** The columns that change when a batch fails. */
export function toFailedState({ code, message }: ClassifierError): Partial<BatchRow> {
  return { status: "Failed", finishedAt: new Date(), errorCode: code, errorMessage: message };
}
