import type { z } from "zod";
import { ClassifierError } from "../errors.js";
import { firstIssue } from "../firstIssue.js";
import type { StorageClients } from "./connection.js";
import { toStorageError } from "./storageError.js";

/**
 * Puts a message on a queue, as JSON in the base64 that Azure Functions expects.
 *
 * @param message none of its properties may have the name of a queue trigger's metadata (`id`,
 *   `dequeueCount`, …), because the Functions host merges the two
 * @param afterSeconds until it can be received
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
      // Never: what was accepted is kept however long the service is down.
      messageTimeToLive: -1,
    });
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Reads what a queue trigger hands over.
 *
 * @throws ClassifierError `InvalidMessage`
 */
export function parseMessage<T>(schema: z.ZodType<T>, message: unknown): T {
  const { data, error } = schema.safeParse(message);
  if (error === undefined) return data;
  throw new ClassifierError("InvalidMessage", firstIssue(error, "the message"));
}
