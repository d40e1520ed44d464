import type { InvocationContext } from "@azure/functions";
import { app, storage } from "../src/app.js";
import { ClassifierError } from "../src/errors.js";
import { poisonQueueOf, trainingQueue } from "../src/storage/names.js";
import { handlePoison } from "../src/storage/poisonMessage.js";
import { giveUpMessage } from "../src/trainings/giveUp.js";

const queueName = poisonQueueOf(trainingQueue);

/** A step was moved to the poison queue: its training or evaluation ends as failed. */
export async function giveUpTrainingStep(
  message: unknown,
  context: InvocationContext,
): Promise<void> {
  const clients = await storage();
  const failure = await handlePoison(clients, queueName, message, (message) =>
    giveUpMessage(clients, message, new ClassifierError("AttemptsExhausted")),
  );
  if (failure) context.warn(failure.code, failure.reason);
}

app.storageQueue("giveUpTrainingStep", {
  queueName,
  connection: "AzureWebJobsStorage",
  handler: giveUpTrainingStep,
});
