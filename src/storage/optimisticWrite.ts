import { setTimeout as delay } from "node:timers/promises";
import { statusOf, toStorageError } from "./storageError.js";

/** Longest pause in milliseconds before the next attempt. Random pauses keep writers apart. */
const LONGEST_PAUSE = 50;

/**
 * Repeats a read and write of a Table row until no other write comes in between, so that no write
 * is lost. A status of 404, 409 or 412 means that the row has changed since it was read.
 *
 * @param attempts maximum attempts
 * @param write reads the row, and writes it with the condition that its ETag is the same
 * @throws ClassifierError `StorageUnavailable`; also errors of `write`
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
