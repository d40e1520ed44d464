import type { StorageClients } from "./connection.js";
import { odata } from "./odata.js";
import { toStorageError } from "./storageError.js";

/** Milliseconds after which a queued upload counts as stuck. */
const LONGEST_WAIT = 15 * 60_000;

/** Counting stops here. The number is enough for an alert. */
const MOST = 1000;

/** Milliseconds for the whole count, so that a Table of millions of rows is not read completely. */
const PATIENCE = 60_000;

/**
 * Counts the uploads that have been queued for more than 15 minutes, up to a thousand.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function countStuck(storage: StorageClients, now: Date): Promise<number> {
  const before = new Date(now.getTime() - LONGEST_WAIT);
  const until = performance.now() + PATIENCE;
  const pages = storage.classifications
    .listEntities({
      queryOptions: {
        filter: odata`status eq 'queued' and queuedAt lt ${before}`,
        select: ["status"],
      },
    })
    .byPage({ maxPageSize: MOST });
  let count = 0;
  try {
    for await (const page of pages) {
      count += page.length;
      if (count >= MOST || performance.now() > until) break;
    }
  } catch (error) {
    throw toStorageError(error);
  }
  return Math.min(count, MOST);
}
