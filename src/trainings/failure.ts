import { ClassifierError } from "../errors.js";
import { DatasetError } from "../learning/dataset/datasetError.js";
import type { StorageClients } from "../storage/connection.js";
import { changeTraining } from "../storage/trainingTable.js";
import { sendStep } from "./steps.js";

/**
 * Ends a running job as `Failed`.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function failTraining(
  storage: StorageClients,
  id: string,
  { code, message }: ClassifierError,
): Promise<void> {
  const ended = { status: "Failed", errorCode: code, errorMessage: message } as const;
  const row = await changeTraining(storage, id, ({ status }) =>
    status === "Running" ? { ...ended, finishedAt: new Date() } : undefined,
  );
  if (row.status === "Failed") await sendStep(storage, { step: "clean", trainingId: id });
}

/** What no further attempt would change: a mistake in the request, the data or the model. */
export function toFinalError(thrown: unknown): ClassifierError | undefined {
  if (thrown instanceof DatasetError) {
    return new ClassifierError("InvalidDataset", thrown.message, { cause: thrown });
  }
  const isFinal =
    thrown instanceof ClassifierError &&
    !thrown.retryable &&
    (thrown.status < 500 || thrown.code === "InvalidModel");
  return isFinal ? thrown : undefined;
}
