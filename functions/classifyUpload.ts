import type { InvocationContext } from "@azure/functions";
import { app, classifier, settings, storage, uploadGate } from "../src/app.js";
import { toClassifierError } from "../src/errors.js";
import { toDelivery } from "../src/storage/delivery.js";
import { requestQueue } from "../src/storage/names.js";
import { toRequest, type ClassificationRequest } from "../src/storage/requests.js";
import { classifyUpload as classify } from "../src/uploads/classifyUpload.js";
import { giveUp } from "../src/uploads/giveUp.js";
import { postpone } from "../src/uploads/postpone.js";

/** A request lies on the queue: classifies the blob and writes its row. */
export async function classifyUpload(message: unknown, context: InvocationContext): Promise<void> {
  const clients = await storage();
  let request: ClassificationRequest;
  try {
    request = toRequest(message);
  } catch {
    // Trying again cannot help a message that nobody understands.
    context.warn((await giveUp(clients, message)).code);
    return;
  }
  try {
    const outcome = await uploadGate.pass(() => classify(clients, classifier, request, settings));
    context.info(outcome?.status ?? "superseded");
  } catch (error) {
    const { code, reason } = toClassifierError(error);
    context.warn(code, reason);
    await postpone(clients, request, toDelivery(context.triggerMetadata), error);
    throw error;
  }
}

app.storageQueue("classifyUpload", {
  queueName: requestQueue,
  connection: "AzureWebJobsStorage",
  handler: classifyUpload,
});
