import type { StorageClients } from "./connection.js";
import { poisonQueue, requestQueue, uploadsContainer } from "./names.js";

/** Creates the container, the queues and the Table where they are missing. */
export async function provisionStorage(storage: StorageClients): Promise<void> {
  await Promise.all([
    storage.blobs.getContainerClient(uploadsContainer).createIfNotExists(),
    storage.queues.getQueueClient(requestQueue).createIfNotExists(),
    storage.queues.getQueueClient(poisonQueue).createIfNotExists(),
    // The Table client's own createTable accepts a table that is there already.
    storage.classifications.createTable(),
  ]);
}
