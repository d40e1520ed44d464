import type { StorageClients } from "../storage/connection.js";
import { newestFirstId } from "../storage/newestFirst.js";
import {
  changeTraining,
  createTraining,
  findOfKind,
  type TrainingKind,
  type TrainingRow,
} from "../storage/trainingTable.js";
import type { Asked } from "./request.js";
import { sendStep } from "./steps.js";

/** Seconds from the message to the first attempt: the row is there by then. */
const START_SECONDS = 1;

/**
 * Starts a training or an evaluation.
 *
 * @returns its id
 * @throws ClassifierError `StorageUnavailable`
 */
export async function startTraining(
  storage: StorageClients,
  { kind, request }: Asked,
): Promise<string> {
  const id = newestFirstId();
  const { name } = request;
  // First the message: a host that dies now leaves one that finds no job, never a job that waits for
  // ever. Its caller had no answer yet.
  await sendStep(storage, { step: "list", trainingId: id }, START_SECONDS);
  await createTraining(storage, id, { kind, name, request: JSON.stringify(request) });
  return id;
}

/**
 * Cancels a running job. Parts in work are finished, and no further part starts.
 *
 * @throws ClassifierError `TrainingNotFound`, `StorageUnavailable`
 */
export async function cancelTraining(
  storage: StorageClients,
  kind: TrainingKind,
  id: string,
): Promise<TrainingRow> {
  await findOfKind(storage, kind, id);
  const row = await changeTraining(storage, id, ({ status }) =>
    status === "Running" ? { status: "Canceled", finishedAt: new Date() } : undefined,
  );
  if (row.status === "Canceled") await sendStep(storage, { step: "clean", trainingId: id });
  return row;
}
