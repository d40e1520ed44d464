import type { InvocationContext } from "@azure/functions";
import { app, classifier, partGate, settings, storage } from "../src/app.js";
import { giveUpMessage } from "../src/batches/giveUp.js";
import { runStep } from "../src/batches/runStep.js";
import { toStep, type BatchStep } from "../src/batches/steps.js";
import { toClassifierError } from "../src/errors.js";
import { hideMessage, toDelivery } from "../src/storage/delivery.js";
import { batchQueue } from "../src/storage/names.js";

/** A step of a batch lies on the queue: does it. */
export async function batchStep(message: unknown, context: InvocationContext): Promise<void> {
  const clients = await storage();
  let step: BatchStep;
  try {
    step = toStep(message);
  } catch (error) {
    await giveUpMessage(clients, message, toClassifierError(error));
    return;
  }
  const delivery = toDelivery(context.triggerMetadata);
  try {
    const { dequeueCount } = delivery;
    const { maxImageBytes: maxBytes } = settings;
    const scoring = { storage: clients, classifier, maxBytes, dequeueCount };
    const run = (): Promise<void> => runStep(scoring, step);
    // Only mini-batches hold pictures; the other steps are short.
    await (step.step === "score" ? partGate.pass(run) : run());
  } catch (error) {
    const { code, reason } = toClassifierError(error);
    context.warn(step.step, code, reason);
    await hideMessage(clients, batchQueue, delivery).catch(() => {});
    throw error;
  }
}

app.storageQueue("batchStep", {
  queueName: batchQueue,
  connection: "AzureWebJobsStorage",
  handler: batchStep,
});
