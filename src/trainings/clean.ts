import type { StorageClients } from "../storage/connection.js";
import { deleteTrainingWork } from "../storage/trainingBlobs.js";
import { findTraining } from "../storage/trainingTable.js";
import { sendStep } from "./steps.js";

/**
 * Deletes the working files of a job that has ended. Each step deletes as much as a step may take,
 * and queues the next. What was computed of pictures stays, for the next training.
 *
 * @throws ClassifierError `TrainingNotFound`, `StorageUnavailable`
 */
export async function clean(storage: StorageClients, trainingId: string): Promise<void> {
  // A message may come early or twice. A running job still needs its files.
  if ((await findTraining(storage, trainingId)).status === "Running") return;
  const isClean = await deleteTrainingWork(storage, trainingId);
  if (!isClean) await sendStep(storage, { step: "clean", trainingId });
}
