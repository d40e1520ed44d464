import type { InvocationContext } from "@azure/functions";
import { app, classifier, fitGate, partGate, settings, storage } from "../src/app.js";
import { toClassifierError } from "../src/errors.js";
import { hideMessage, toDelivery } from "../src/storage/delivery.js";
import { trainingQueue } from "../src/storage/names.js";
import { giveUpMessage } from "../src/trainings/giveUp.js";
import { runStep } from "../src/trainings/runStep.js";
import { toStep, type TrainingStep } from "../src/trainings/steps.js";

/** A step of a training or an evaluation lies on the queue: does it. */
export async function trainingStep(message: unknown, context: InvocationContext): Promise<void> {
  const clients = await storage();
  let step: TrainingStep;
  try {
    step = toStep(message);
  } catch (error) {
    await giveUpMessage(clients, message, toClassifierError(error));
    return;
  }
  try {
    const run = (): Promise<void> => runStep({ storage: clients, classifier, settings }, step);
    // The other steps are short.
    if (step.step === "features") await partGate.pass(run);
    else await (step.step === "fit" ? fitGate.pass(run) : run());
  } catch (error) {
    const { code, reason } = toClassifierError(error);
    context.warn(step.step, code, reason);
    const delivery = toDelivery(context.triggerMetadata);
    await hideMessage(clients, trainingQueue, delivery).catch(() => {});
    throw error;
  }
}

app.storageQueue("trainingStep", {
  queueName: trainingQueue,
  connection: "AzureWebJobsStorage",
  handler: trainingStep,
});
