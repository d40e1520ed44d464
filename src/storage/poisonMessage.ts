import { toClassifierError, type ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { sendMessage } from "./messages.js";

/** Seconds until the first copy of a message comes back; each further one takes twice as long. */
const FIRST_DELAY = 30;
const LONGEST_DELAY = 3600;

/** The property of a copy that counts the attempts before it. */
const countName = "poisonAttempts";

/**
 * Runs what a function on a poison queue does for a message. Such a message has no further poison
 * queue: after eight failures the host would let it lie until it expires. So no failure is left to
 * the host: a copy that never expires goes to the same queue, later each time, and the message counts
 * as done.
 *
 * @param queue the poison queue
 * @param work is handed the message as it was first received
 * @param firstDelay in seconds
 * @returns why the work failed, where it did
 * @throws ClassifierError `StorageUnavailable` where the copy cannot be sent: only then the host tries
 *   again
 */
export async function handlePoison(
  storage: StorageClients,
  queue: string,
  message: unknown,
  work: (message: unknown) => Promise<void>,
  firstDelay = FIRST_DELAY,
): Promise<ClassifierError | undefined> {
  const { attempts, original } = toPoisonMessage(message);
  try {
    await work(original);
    return undefined;
  } catch (error) {
    const copy = isObject(original) ? { ...original, [countName]: attempts + 1 } : original;
    await sendMessage(storage, queue, copy, copyDelay(attempts, firstDelay));
    return toClassifierError(error);
  }
}

/** Seconds until the copy that follows so many attempts comes back. */
export function copyDelay(attempts: number, firstDelay = FIRST_DELAY): number {
  return Math.min(LONGEST_DELAY, firstDelay * 2 ** attempts);
}

function toPoisonMessage(message: unknown): { attempts: number; original: unknown } {
  if (!isObject(message)) return { attempts: 0, original: message };
  const { [countName]: attempts, ...original } = message;
  return { attempts: typeof attempts === "number" ? attempts : 0, original };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
