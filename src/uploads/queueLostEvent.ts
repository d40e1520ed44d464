import { z } from "zod";
import { blobNameSchema } from "../storage/blobName.js";
import type { StorageClients } from "../storage/connection.js";
import { keepDeadLetter } from "../storage/deadLetters.js";
import { blobTriggerPoisonQueue, uploadsContainer } from "../storage/names.js";
import { queueUpload } from "./queueUpload.js";

/** The message that the blob trigger of Azure Functions writes. */
const blobEventSchema = z.object({
  ContainerName: z.literal(uploadsContainer),
  BlobName: blobNameSchema,
});

/**
 * Handles a blob event after the blob trigger gave up on it. An event of another app that shares
 * the account becomes a dead letter, and so does one with a name that no blob can have.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function queueLostEvent(storage: StorageClients, message: unknown): Promise<void> {
  const { data: event } = blobEventSchema.safeParse(message);
  if (event) {
    await queueUpload(storage, event.ContainerName, event.BlobName);
    return;
  }
  const reason = "The message is not about a blob of this service.";
  const letter = { queue: blobTriggerPoisonQueue, code: "InvalidMessage", reason, message };
  await keepDeadLetter(storage, letter);
}
