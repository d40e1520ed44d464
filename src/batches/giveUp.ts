import type { ClassifierError } from "../errors.js";
import type { StorageClients } from "../storage/connection.js";
import { giveUpMessage as giveUp } from "../storage/giveUpStep.js";
import { batchQueue } from "../storage/names.js";
import { giveUpStep } from "./runStep.js";
import { toStep } from "./steps.js";

const steps = { queue: batchQueue, read: toStep, giveUp: giveUpStep };

/**
 * Gives up on the message of a batch, which continues without it.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export function giveUpMessage(
  storage: StorageClients,
  message: unknown,
  error: ClassifierError,
): Promise<void> {
  return giveUp(storage, steps, message, error);
}
