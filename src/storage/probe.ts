import type { StorageClients } from "./connection.js";
import { requestQueue, uploadsContainer } from "./names.js";
import { toStorageError } from "./storageError.js";

/** Milliseconds after which a silent account counts as one that does not answer. */
const PATIENCE = 3000;

/**
 * Asks the container, the queue and the Table for a sign of life.
 *
 * @throws ClassifierError `StorageUnavailable`, also where one of them does not exist
 */
export async function probeStorage(storage: StorageClients): Promise<void> {
  const abortSignal = AbortSignal.timeout(PATIENCE);
  const rows = storage.classifications.listEntities({
    queryOptions: { select: ["status"] },
    abortSignal,
  });
  try {
    await Promise.all([
      storage.blobs.getContainerClient(uploadsContainer).getProperties({ abortSignal }),
      storage.queues.getQueueClient(requestQueue).getProperties({ abortSignal }),
      rows.byPage({ maxPageSize: 1 }).next(),
    ]);
  } catch (error) {
    throw toStorageError(error);
  }
}
