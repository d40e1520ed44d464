import { ClassifierError, toClassifierError } from "../errors.js";
import { findBatch } from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { notifyOfBatch } from "../subscriptions/notify.js";
import { clean } from "./clean.js";
import { failBatch } from "./failure.js";
import { finish } from "./finish.js";
import { listPage } from "./listPage.js";
import { giveUpPart, scorePart, type Scoring } from "./scorePart.js";
import type { BatchStep } from "./steps.js";

/**
 * Runs one step of a batch, if the batch is still running.
 *
 * @throws ClassifierError if a retry can succeed
 */
export async function runStep(scoring: Scoring, step: BatchStep): Promise<void> {
  const { storage } = scoring;
  const { batchId } = step;
  if (step.step === "clean") return clean(storage, batchId);
  const batch = await findBatch(storage, batchId);
  // The step that ended it may have ended before it told of it.
  if (batch.status !== "Running") return notifyOfBatch(storage, batchId, batch);
  switch (step.step) {
    case "list":
      return listPage(storage, step, batch).catch((thrown: unknown) => {
        const error = toClassifierError(thrown);
        // The container was deleted after the start. Other failures may be temporary.
        if (error.code === "ContainerNotFound") return failBatch(storage, batchId, error);
        throw error;
      });
    case "score":
      return scorePart(scoring, step, batch);
    case "finish":
      return finish(storage, step, batch);
  }
}

/**
 * Gives up on a step that failed in every attempt, so that its batch does not wait for it.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function giveUpStep(storage: StorageClients, step: BatchStep): Promise<void> {
  if (step.step === "clean") return;
  const batch = await findBatch(storage, step.batchId);
  if (batch.status !== "Running") return notifyOfBatch(storage, step.batchId, batch);
  if (step.step === "score") return giveUpPart(storage, step);
  const reason = `Every attempt at the step "${step.step}" failed. Start the batch again.`;
  await failBatch(storage, step.batchId, new ClassifierError("AttemptsExhausted", reason));
}
