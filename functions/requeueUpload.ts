import type { InvocationContext } from "@azure/functions";
import { z } from "zod";
import { app, storage } from "../src/app.js";
import { keepDeadLetter } from "../src/storage/deadLetters.js";
import { blobTriggerPoisonQueue, uploadsContainer } from "../src/storage/names.js";
import { queueUpload } from "../src/uploads/queueUpload.js";

/** As the blob trigger of Azure Functions writes it. */
const blobEventSchema = z.object({
  ContainerName: z.literal(uploadsContainer),
  BlobName: z.string(),
});

/** An upload that could not be noted as queued in five attempts: keeps trying, at long intervals. */
export async function requeueUpload(message: unknown, context: InvocationContext): Promise<void> {
  const { data: event } = blobEventSchema.safeParse(message);
  const clients = await storage();
  if (event) {
    context.info(await queueUpload(clients, event.ContainerName, event.BlobName));
  } else {
    const reason = "The message is not about a blob of this service.";
    const letter = { queue: blobTriggerPoisonQueue, code: "InvalidMessage", reason, message };
    await keepDeadLetter(clients, letter);
  }
}

app.storageQueue("requeueUpload", {
  queueName: blobTriggerPoisonQueue,
  connection: "AzureWebJobsStorage",
  handler: requeueUpload,
});
