import { toClassifierError, type ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { keepDeadLetter } from "./deadLetters.js";

/** The messages of one kind of job. */
interface Steps<Step> {
  readonly queue: string;
  /** Reads a message; throws for one that is no step. */
  readonly read: (message: unknown) => Step;
  /** Lets the job of a step go on without it, or end. */
  readonly giveUp: (storage: StorageClients, step: Step) => Promise<void>;
}

/**
 * Gives up on a message that is invalid or failed in every attempt. It becomes a dead letter, and
 * its job does not wait for it.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function giveUpMessage<Step>(
  storage: StorageClients,
  { queue, read, giveUp }: Steps<Step>,
  message: unknown,
  { code, message: reason }: ClassifierError,
): Promise<void> {
  const step = attempt(() => read(message));
  if (step) {
    await giveUp(storage, step).catch((error: unknown) => {
      if (toClassifierError(error).status !== 404) throw error;
    });
  }
  await keepDeadLetter(storage, { queue, code, reason, message });
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
