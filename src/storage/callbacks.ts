import { z } from "zod";
import { blobNameSchema } from "./blobName.js";
import type { StorageClients } from "./connection.js";
import { parseMessage, sendMessage } from "./messages.js";
import { callbackQueue } from "./names.js";

/** A message on the queue of callbacks: whose row is to be sent where. */
const messageSchema = z.object({
  version: z.literal(1),
  container: z.string(),
  blobName: blobNameSchema,
  url: z.string(),
});

export type CallbackOrder = Omit<z.output<typeof messageSchema>, "version">;

/** @throws ClassifierError `StorageUnavailable` */
export async function orderCallback(
  storage: StorageClients,
  { container, blobName }: Pick<CallbackOrder, "container" | "blobName">,
  url: string,
): Promise<void> {
  const message: z.input<typeof messageSchema> = { version: 1, container, blobName, url };
  await sendMessage(storage, callbackQueue, message);
}

/** @throws ClassifierError `InvalidMessage` */
export function toCallbackOrder(message: unknown): CallbackOrder {
  const { version: _, ...order } = parseMessage(messageSchema, message);
  return order;
}
