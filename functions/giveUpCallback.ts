import type { InvocationContext } from "@azure/functions";
import { app, storage } from "../src/app.js";
import { keepDeadLetter } from "../src/storage/deadLetters.js";
import { callbackQueue, poisonQueueOf } from "../src/storage/names.js";
import { handlePoison } from "../src/storage/poisonMessage.js";

const queueName = poisonQueueOf(callbackQueue);

/** A result that nobody took: its message is kept for operators; the result stays to be asked for. */
export async function giveUpCallback(message: unknown, context: InvocationContext): Promise<void> {
  const clients = await storage();
  const failure = await handlePoison(clients, queueName, message, (message) => {
    const reason = "No attempt to deliver the result succeeded.";
    const letter = { queue: callbackQueue, code: "CallbackFailed", reason, message };
    return keepDeadLetter(clients, letter);
  });
  if (failure) context.warn(failure.code, failure.reason);
}

app.storageQueue("giveUpCallback", {
  queueName,
  connection: "AzureWebJobsStorage",
  handler: giveUpCallback,
});
