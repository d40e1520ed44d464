import { odata } from "@azure/data-tables";
import type { StorageClients } from "./connection.js";
import { toStorageError } from "./storageError.js";

/** Milliseconds after which a queued upload counts as stuck. */
const LONGEST_WAIT = 15 * 60_000;

/** More are not counted: it is enough to know that something is wrong. */
const MOST = 1000;

/** Milliseconds for the whole: a Table of millions is read no further. */
const PATIENCE = 60_000;

/**
 * How many uploads have been queued for more than a quarter of an hour, up to a thousand.
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
