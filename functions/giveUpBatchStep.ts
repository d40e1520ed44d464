import type { InvocationContext } from "@azure/functions";
import { app, storage } from "../src/app.js";
import { giveUpMessage } from "../src/batches/giveUp.js";
import { ClassifierError } from "../src/errors.js";
import { batchQueue, poisonQueueOf } from "../src/storage/names.js";
import { handlePoison } from "../src/storage/poisonMessage.js";

const queueName = poisonQueueOf(batchQueue);

/** A step was moved to the poison queue: its batch goes on without it, or ends. */
export async function giveUpBatchStep(message: unknown, context: InvocationContext): Promise<void> {
  const clients = await storage();
  const failure = await handlePoison(clients, queueName, message, (message) =>
    giveUpMessage(clients, message, new ClassifierError("AttemptsExhausted")),
  );
  if (failure) context.warn(failure.code, failure.reason);
}

app.storageQueue("giveUpBatchStep", {
  queueName,
  connection: "AzureWebJobsStorage",
  handler: giveUpBatchStep,
});
