import type { QueueClient } from "@azure/storage-queue";
import { isQueueMissing } from "./storage.js";

/**
 * Seconds until a message on a poison queue is gone, read or not. Azure's host gives none, so that
 * the service's own seven days hold.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Storage.Common, `StorageQueueExtensions`,
 * `AddMessageAndCreateIfNotExistsAsync`.
 */
const messageTimeToLive = 7 * 24 * 60 * 60;

/**
 * The poison queue of a queue; a poison queue has none.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Storage.Queues, `QueueListenerFactory`.
 */
export const hasPoisonQueue = (queueName: string): boolean => !queueName.endsWith("-poison");

/** Sends the message as it is; creates the queue only when the service says that there is none. */
export async function sendToPoison(poison: QueueClient, messageText: string): Promise<void> {
  const send = (): Promise<unknown> => poison.sendMessage(messageText, { messageTimeToLive });
  try {
    await send();
  } catch (error) {
    if (!isQueueMissing(error)) throw error;
    await poison.createIfNotExists();
    await send();
  }
}
