import { toClassifierError, type ClassifierError } from "../errors.js";
import type { StorageClients } from "../storage/connection.js";
import { keepDeadLetter } from "../storage/deadLetters.js";
import { batchQueue } from "../storage/names.js";
import { giveUpStep } from "./runStep.js";
import { toStep, type BatchStep } from "./steps.js";

/**
 * Gives up on a message that is invalid or failed in every attempt. It becomes a dead letter, and
 * its batch continues without it.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function giveUpMessage(
  storage: StorageClients,
  message: unknown,
  { code, message: reason }: ClassifierError,
): Promise<void> {
  const step = readStep(message);
  if (step) {
    await giveUpStep(storage, step).catch((error: unknown) => {
      if (toClassifierError(error).code !== "BatchNotFound") throw error;
    });
  }
  await keepDeadLetter(storage, { queue: batchQueue, code, reason, message });
}

function readStep(message: unknown): BatchStep | undefined {
  try {
    return toStep(message);
  } catch {
    return undefined;
  }
}
