import type { ClassifierError } from "../errors.js";
import { changeBatch, type BatchRow } from "../storage/batchTable.js";
import { notifyOfBatch } from "../subscriptions/notify.js";
import type { StorageClients } from "../storage/connection.js";

/** Ends a batch that still runs. @throws ClassifierError `StorageUnavailable` */
export async function failBatch(
  storage: StorageClients,
  batchId: string,
  error: ClassifierError,
): Promise<void> {
  const batch = await changeBatch(storage, batchId, ({ status }) =>
    status === "Running" ? toFailedState(error) : undefined,
  );
  await notifyOfBatch(storage, batchId, batch);
}

/** What is different of a batch that has failed. */
export function toFailedState({ code, message }: ClassifierError): Partial<BatchRow> {
  return { status: "Failed", finishedAt: new Date(), errorCode: code, errorMessage: message };
}
