import { ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { containers, queues, tables } from "./names.js";
import { statusOf, toStorageError } from "./storageError.js";

/**
 * Creates the missing containers, queues and Tables. The Functions host creates none of them.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function provisionStorage(storage: StorageClients): Promise<void> {
  try {
    await Promise.all([
      ...containers.map((name) => storage.blobs.getContainerClient(name).createIfNotExists()),
      ...queues.map((name) => storage.queues.getQueueClient(name).createIfNotExists()),
      // createTable of the Table client accepts an existing Table.
      ...tables.map((name) => storage[name].createTable()),
    ]);
  } catch (error) {
    throw toStorageError(error);
  }
}

/** Milliseconds after which an account without an answer counts as unavailable. */
const PATIENCE = 3000;

/**
 * Checks that every container, queue and Table exists and answers.
 *
 * @throws ClassifierError `StorageUnavailable`, with the names of missing objects
 */
export async function probeStorage(storage: StorageClients): Promise<void> {
  const patience = (): { abortSignal: AbortSignal } => ({
    abortSignal: AbortSignal.timeout(PATIENCE),
  });
  const probes: [name: string, probe: () => Promise<unknown>][] = [
    ...containers.map((name): [string, () => Promise<unknown>] => [
      `the container ${name}`,
      () => storage.blobs.getContainerClient(name).getProperties(patience()),
    ]),
    ...queues.map((name): [string, () => Promise<unknown>] => [
      `the queue ${name}`,
      () => storage.queues.getQueueClient(name).getProperties(patience()),
    ]),
    ...tables.map((name): [string, () => Promise<unknown>] => [
      `the Table ${name}`,
      () => storage[name].listEntities(patience()).byPage({ maxPageSize: 1 }).next(),
    ]),
  ];
  const missing: string[] = [];
  await Promise.all(
    probes.map(async ([name, probe]) => {
      try {
        await probe();
      } catch (error) {
        if (statusOf(error) !== 404) throw toStorageError(error);
        missing.push(name);
      }
    }),
  );
  if (missing.length === 0) return;
  const them = missing.length === 1 ? "it" : "them";
  const detail = `The storage account lacks ${missing.toSorted().join(", ")}. Create ${them} with npm run provision.`;
  throw new ClassifierError("StorageUnavailable", detail);
}
