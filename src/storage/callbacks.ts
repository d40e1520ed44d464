import { z } from "zod";
import type { StorageClients } from "./connection.js";
import { parseMessage, sendMessage } from "./messages.js";
import { callbackQueue } from "./names.js";

/** A message on the queue `callbacks`: the blob whose row is sent, and the URL that receives it. */
const messageSchema = z.object({
  version: z.literal(1),
  container: z.string(),
  blobName: z.string(),
  url: z.string(),
});

export type CallbackOrder = Omit<z.output<typeof messageSchema>, "version">;

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

/**
 * Reads the message of a queue trigger.
 *
 * @throws ClassifierError `InvalidMessage`
 */
export function toCallbackOrder(message: unknown): CallbackOrder {
  const { version: _, ...order } = parseMessage(messageSchema, message);
  return order;
}
