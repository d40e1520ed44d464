import type { z } from "zod";
import { ClassifierError } from "../errors.js";
import { firstIssue } from "../firstIssue.js";
import type { StorageClients } from "./connection.js";
import { toStorageError } from "./storageError.js";

/** Seconds from the message that starts a job to its first attempt: the job's row is there by then. */
export const START_SECONDS = 1;

/**
 * Sends a message to a queue, as JSON in base64, as Azure Functions expects it.
 *
 * @param message its properties must not have names of the trigger's metadata (`id`,
 *   `dequeueCount`, …), because the Functions host merges the two
 * @param afterSeconds seconds until the message becomes visible
 * @throws ClassifierError `StorageUnavailable`
 */
export async function sendMessage(
  storage: StorageClients,
  queue: string,
  message: unknown,
  afterSeconds = 0,
): Promise<void> {
  const text = Buffer.from(JSON.stringify(message)).toString("base64");
  try {
    await storage.queues.getQueueClient(queue).sendMessage(text, {
      visibilityTimeout: afterSeconds,
      // Messages never expire, however long the service is down.
      messageTimeToLive: -1,
    });
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Validates the message of a queue trigger.
 *
 * @throws ClassifierError `InvalidMessage`
 */
export function parseMessage<T>(schema: z.ZodType<T>, message: unknown): T {
  const { data, error } = schema.safeParse(message);
  if (error === undefined) return data;
  throw new ClassifierError("InvalidMessage", firstIssue(error, "the message"));
}
