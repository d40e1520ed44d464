import type { StorageClients } from "../storage/connection.js";
import { START_SECONDS } from "../storage/messages.js";
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
