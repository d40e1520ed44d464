import type { InvocationContext } from "@azure/functions";
import { app, settings, storage } from "../src/app.js";
import { toClassificationAnswer } from "../src/contracts/upload/classificationAnswer.js";
import { toClassifierError } from "../src/errors.js";
import { postCallback } from "../src/outbound/postCallback.js";
import { toCallbackOrder } from "../src/storage/callbacks.js";
import { findClassification } from "../src/storage/classifications.js";
import { hideMessage, toDelivery } from "../src/storage/delivery.js";
import { callbackQueue } from "../src/storage/names.js";

/** A result is to be sent somewhere: sends it, again and again until it is taken. */
export async function deliverCallback(message: unknown, context: InvocationContext): Promise<void> {
  const clients = await storage();
  try {
    const { container, blobName, url } = toCallbackOrder(message);
    const row = await findClassification(clients, container, blobName);
    const result = { id: blobName, ...toClassificationAnswer(row) };
    await postCallback(url, result, settings.callbackKey ?? "", settings.url);
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
