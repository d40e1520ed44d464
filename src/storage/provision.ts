import type { StorageClients } from "./connection.js";
import { containers, queues } from "./names.js";

/** Creates the containers, the queues and the Tables where they are missing. */
export async function provisionStorage(storage: StorageClients): Promise<void> {
  await Promise.all([
    ...containers.map((name) => storage.blobs.getContainerClient(name).createIfNotExists()),
    ...queues.map((name) => storage.queues.getQueueClient(name).createIfNotExists()),
    // The Table client's own createTable accepts a table that is there already.
    storage.classifications.createTable(),
    storage.batches.createTable(),
  ]);
}
