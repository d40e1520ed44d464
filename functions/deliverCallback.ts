import type { InvocationContext } from "@azure/functions";
import { app, settings, storage } from "../src/app.js";
import { toClassifierError } from "../src/errors.js";
import { toCallbackOrder } from "../src/storage/callbacks.js";
import { hideMessage, toDelivery } from "../src/storage/delivery.js";
import { callbackQueue } from "../src/storage/names.js";
import { deliver } from "../src/subscriptions/deliver.js";

/** A result or a notification is to be sent somewhere: sends it, again and again until it is taken. */
export async function deliverCallback(message: unknown, context: InvocationContext): Promise<void> {
  const clients = await storage();
  try {
    context.info(await deliver(clients, toCallbackOrder(message), settings));
  } catch (error) {
    const { code, message: detail } = toClassifierError(error);
    context.warn(code, detail);
    const delivery = toDelivery(context.triggerMetadata);
    await hideMessage(clients, callbackQueue, delivery).catch(() => {});
    throw error;
  }
}

app.storageQueue("deliverCallback", {
  queueName: callbackQueue,
  connection: "AzureWebJobsStorage",
  handler: deliverCallback,
});
