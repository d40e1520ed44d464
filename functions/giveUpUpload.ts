import type { InvocationContext } from "@azure/functions";
import { app, storage } from "../src/app.js";
import { poisonQueueOf, requestQueue } from "../src/storage/names.js";
import { handlePoison } from "../src/storage/poisonMessage.js";
import { giveUp } from "../src/uploads/giveUp.js";

const queueName = poisonQueueOf(requestQueue);

/** A request was moved to the poison queue: writes its row, and keeps the message for operators. */
export async function giveUpUpload(message: unknown, context: InvocationContext): Promise<void> {
  const clients = await storage();
  const failure = await handlePoison(clients, queueName, message, async (message) => {
    context.warn((await giveUp(clients, message)).code);
  });
  if (failure) context.warn(failure.code, failure.reason);
}

app.storageQueue("giveUpUpload", {
  queueName,
  connection: "AzureWebJobsStorage",
  handler: giveUpUpload,
});
