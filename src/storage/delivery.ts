import { z } from "zod";
import type { StorageClients } from "./connection.js";

/** Deliveries after which the Functions host moves a message to the poison queue (host.json). */
export const maxDequeueCount = 8;

/** Seconds before the second, third, … attempt. The seven delays add up to 13 minutes. */
const retryDelays = [5, 15, 60, 180];

const metadataSchema = z.object({
  id: z.string(),
  popReceipt: z.string(),
  dequeueCount: z.coerce.number(),
});

/** One delivery of a queue message, from the metadata of the trigger. */
export type Delivery = z.output<typeof metadataSchema>;

export function toDelivery(triggerMetadata: unknown): Delivery {
  return metadataSchema.parse(triggerMetadata);
}

/** Whether this is the last delivery before the poison queue. */
export function isLast({ dequeueCount }: Delivery): boolean {
  return dequeueCount >= maxDequeueCount;
}

/**
 * Delays the next delivery of a message that is about to fail. The delay grows with each delivery,
 * while the host has one delay for all. The update invalidates the host's pop receipt, so the host
 * cannot release the message earlier. The last delivery stays as it is, because the host needs its
 * receipt to move the message to the poison queue.
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
