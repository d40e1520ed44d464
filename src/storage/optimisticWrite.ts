import { setTimeout as delay } from "node:timers/promises";
import { statusOf, toStorageError } from "./storageError.js";

/** Longest pause in milliseconds before the next attempt; random, so that writers do not keep step. */
const LONGEST_PAUSE = 50;

/**
 * Runs a read-and-write of a Table row again for as long as others write in between, so that no
 * write is lost. A status of 404, 409 or 412 says that the row is not as it was read.
 *
 * @param attempts after which the write is given up for now
 * @param write reads the row, decides, and writes on condition of the ETag that it read
 * @throws ClassifierError `StorageUnavailable`; what `write` throws
 */
export async function writeOptimistically<T>(
  attempts: number,
  write: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      const conflict = [404, 409, 412].includes(statusOf(error) ?? 0);
      if (!conflict || attempt >= attempts) throw toStorageError(error);
      await delay(Math.random() * LONGEST_PAUSE);
    }
  }
}
