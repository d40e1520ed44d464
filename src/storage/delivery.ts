import { z } from "zod";
import type { StorageClients } from "./connection.js";

/** Deliveries of one message before the Functions host moves it to the poison queue (host.json). */
export const maxDequeueCount = 8;

/** Seconds until the second, third, … attempt: an outage of a quarter of an hour costs no picture. */
const retryDelays = [5, 15, 60, 180];

const metadataSchema = z.object({
  id: z.string(),
  popReceipt: z.string(),
  dequeueCount: z.coerce.number(),
});

/** One delivery of a queue message, as the trigger's metadata tells of it. */
export type Delivery = z.output<typeof metadataSchema>;

export function toDelivery(triggerMetadata: unknown): Delivery {
  return metadataSchema.parse(triggerMetadata);
}

/** Whether the host will move the message to the poison queue if it fails this time. */
export function isLast({ dequeueCount }: Delivery): boolean {
  return dequeueCount >= maxDequeueCount;
}

/**
 * Makes a message that is about to fail come back later than the host's one delay for all: the
 * host's own attempt to release it then finds that its receipt is out of date, and lets it be. Of
 * the last delivery nothing is changed, as the host needs its receipt to move the message away.
 */
export async function hideMessage(
  storage: StorageClients,
  queue: string,
  delivery: Delivery,
): Promise<void> {
  if (isLast(delivery)) return;
  const { id, popReceipt, dequeueCount } = delivery;
  const seconds = retryDelays[Math.min(dequeueCount, retryDelays.length) - 1] ?? 0;
  await storage.queues.getQueueClient(queue).updateMessage(id, popReceipt, undefined, seconds);
}
