import { z } from "zod";
import { blobNameSchema } from "./blobName.js";
import type { StorageClients } from "./connection.js";
import { parseMessage, sendMessage } from "./messages.js";
import { callbackQueue } from "./names.js";

/** A message on the queue of callbacks: whose row is to be sent where … */
const orderSchema = z.object({
  version: z.literal(1),
  container: z.string(),
  blobName: blobNameSchema,
  url: z.string(),
});

/** … or what is to be sent to the subscriber, whose URL the subscription alone knows. */
const notificationSchema = z.object({
  version: z.literal(2),
  subscriptionId: z.string(),
  notification: z.looseObject({ notification_id: z.string() }),
});

const messageSchema = z.discriminatedUnion("version", [orderSchema, notificationSchema]);

export type CallbackOrder = Omit<z.output<typeof orderSchema>, "version">;
export type NotificationOrder = Omit<z.output<typeof notificationSchema>, "version">;

/**
 * Queues the delivery of a row to a callback URL.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function orderCallback(
  storage: StorageClients,
  { container, blobName }: Pick<CallbackOrder, "container" | "blobName">,
  url: string,
): Promise<void> {
  const message: z.input<typeof messageSchema> = { version: 1, container, blobName, url };
  await sendMessage(storage, callbackQueue, message);
}

/** @throws ClassifierError `StorageUnavailable` */
export async function orderNotification(
  storage: StorageClients,
  order: NotificationOrder,
): Promise<void> {
  const message: z.input<typeof messageSchema> = { version: 2, ...order };
  await sendMessage(storage, callbackQueue, message);
}

/** @throws ClassifierError `InvalidMessage` */
export function toCallbackOrder(message: unknown): CallbackOrder | NotificationOrder {
  const { version: _, ...order } = parseMessage(messageSchema, message);
  return order;
}
