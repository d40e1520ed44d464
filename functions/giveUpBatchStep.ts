import { app, storage } from "../src/app.js";
import { giveUpMessage } from "../src/batches/giveUp.js";
import { ClassifierError } from "../src/errors.js";
import { batchQueue, poisonQueueOf } from "../src/storage/names.js";

/** A step was moved to the poison queue: its batch goes on without it, or ends. */
export async function giveUpBatchStep(message: unknown): Promise<void> {
  await giveUpMessage(await storage(), message, new ClassifierError("AttemptsExhausted"));
}

app.storageQueue("giveUpBatchStep", {
  queueName: poisonQueueOf(batchQueue),
  connection: "AzureWebJobsStorage",
  handler: giveUpBatchStep,
});
