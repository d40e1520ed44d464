import type { InvocationContext } from "@azure/functions";
import { app, storage } from "../src/app.js";
import { blobTriggerPoisonQueue } from "../src/storage/names.js";
import { handlePoison } from "../src/storage/poisonMessage.js";
import { queueLostEvent } from "../src/uploads/queueLostEvent.js";

/** An upload that could not be noted as queued in five attempts: keeps trying, at long intervals. */
export async function requeueUpload(message: unknown, context: InvocationContext): Promise<void> {
  const clients = await storage();
  const failure = await handlePoison(clients, blobTriggerPoisonQueue, message, (message) =>
    queueLostEvent(clients, message),
  );
  if (failure) context.warn(failure.code, failure.reason);
}

app.storageQueue("requeueUpload", {
  queueName: blobTriggerPoisonQueue,
  connection: "AzureWebJobsStorage",
  handler: requeueUpload,
});
