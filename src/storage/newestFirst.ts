import { randomUUID } from "node:crypto";

/** Hex digits of the first part of an id: milliseconds until they run out, in 48 bits. */
const LATEST = 2 ** 48 - 1;

/**
 * A GUID that sorts before all that were made a millisecond ago or earlier, so that a Table, which
 * sorts by its keys, lists the newest first.
 */
export function newestFirstId(now = Date.now()): string {
  const time = (LATEST - now).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}${randomUUID().slice(13)}`;
}
