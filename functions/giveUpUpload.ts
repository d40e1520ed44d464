import type { InvocationContext } from "@azure/functions";
import { app, storage } from "../src/app.js";
import { poisonQueueOf, requestQueue } from "../src/storage/names.js";
import { giveUp } from "../src/uploads/giveUp.js";

/** A request was moved to the poison queue: writes its row, and keeps the message for operators. */
export async function giveUpUpload(message: unknown, context: InvocationContext): Promise<void> {
  context.warn((await giveUp(await storage(), message)).code);
}

app.storageQueue("giveUpUpload", {
  queueName: poisonQueueOf(requestQueue),
  connection: "AzureWebJobsStorage",
  handler: giveUpUpload,
});
