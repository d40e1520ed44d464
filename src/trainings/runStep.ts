import { ClassifierError } from "../errors.js";
import type { StorageClients } from "../storage/connection.js";
import { findTraining } from "../storage/trainingTable.js";
import { clean } from "./clean.js";
import { failTraining, toFinalError } from "./failure.js";
import type { TrainingStep } from "./steps.js";
import type { Teaching } from "./teaching.js";

/**
 * Runs one step of a job, if the job is still running. What no further attempt would change ends it. Steps
 * that bring large libraries load when they are needed, so that no start waits for them.
 *
 * @throws ClassifierError if a retry can succeed
 */
export async function runStep(teaching: Teaching, step: TrainingStep): Promise<void> {
  const { storage } = teaching;
  const { trainingId } = step;
  if (step.step === "clean") return clean(storage, trainingId);
  const row = await findTraining(storage, trainingId);
  if (row.status !== "Running") return;
  try {
    if (step.step === "list") {
      const { list } = await import("./list.js");
      await list(teaching, trainingId, row);
    } else if (step.step === "features") {
      const { computePart } = await import("./computePart.js");
      await computePart(teaching, trainingId, step.part, row);
    } else {
      const { fit } = await import("./fit.js");
      await fit(teaching, trainingId, row);
    }
  } catch (thrown) {
    const error = toFinalError(thrown);
    if (!error) throw thrown;
    await failTraining(storage, trainingId, error);
  }
}

/**
 * Gives up on a step that failed in every attempt, so that nobody waits for its job.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function giveUpStep(
  storage: StorageClients,
  { step, trainingId }: TrainingStep,
): Promise<void> {
  if (step === "clean") return;
  const reason = `Every attempt at the step "${step}" failed. Start it again; what was computed is kept.`;
  await failTraining(storage, trainingId, new ClassifierError("AttemptsExhausted", reason));
}
