import { toClassifierError, type ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { sendMessage } from "./messages.js";

/** Delay of the first copy of a message in seconds. Each further copy doubles it. */
const FIRST_DELAY = 30;
const LONGEST_DELAY = 3600;

/** Property of a copy: the number of attempts before it. */
const countName = "poisonAttempts";

/**
 * Runs the work of a function on a poison queue. A poison queue has no poison queue of its own:
 * after eight failures the host ignores a message until it expires. So the host never sees a
 * failure. Instead, a copy that never expires goes to the same queue with a growing delay, and the
 * message counts as done.
 *
 * @param queue the poison queue
 * @param work receives the original message
 * @param firstDelay delay of the first copy in seconds
 * @returns the error of the work, if it failed
 * @throws ClassifierError `StorageUnavailable` if the copy cannot be sent; then the host tries
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

/** Delay in seconds of the copy after so many attempts. */
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
