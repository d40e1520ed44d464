import { app, storage } from "../src/app.js";
import { keepDeadLetter } from "../src/storage/deadLetters.js";
import { callbackQueue, poisonQueueOf } from "../src/storage/names.js";

/** A result that nobody took: its message is kept for operators; the result stays to be asked for. */
export async function giveUpCallback(message: unknown): Promise<void> {
  const reason = "No attempt to deliver the result succeeded.";
  const letter = { queue: callbackQueue, code: "CallbackFailed", reason, message };
  await keepDeadLetter(await storage(), letter);
}

app.storageQueue("giveUpCallback", {
  queueName: poisonQueueOf(callbackQueue),
  connection: "AzureWebJobsStorage",
  handler: giveUpCallback,
});
