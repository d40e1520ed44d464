import { ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { deleteBelow } from "./deleteBelow.js";
import { trainingWorkContainer } from "./names.js";
import { createBlob, readBlob } from "./pinnedBlob.js";
import { statusOf, toStorageError } from "./storageError.js";

/**
 * Writes a working file of a job, unless another delivery of the message has written it.
 *
 * @param file `rows.json`, or that of a part
 * @returns the stored bytes
 * @throws ClassifierError `StorageUnavailable`
 */
export async function pinWork(
  storage: StorageClients,
  id: string,
  file: string,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const path = workPath(id, file);
  if (await createBlob(storage, trainingWorkContainer, path, bytes)) return bytes;
  return (await readBlob(storage, trainingWorkContainer, path)) ?? bytes;
}

/**
 * Reads a working file of a job.
 *
 * @returns undefined if it is not written yet, or deleted
 * @throws ClassifierError `StorageUnavailable`
 */
export function readWork(
  storage: StorageClients,
  id: string,
  file: string,
): Promise<Buffer | undefined> {
  return readBlob(storage, trainingWorkContainer, workPath(id, file));
}

/**
 * Deletes the working files of a job, up to a thousand at once. Its results stay.
 *
 * @returns whether no file is left
 * @throws ClassifierError `StorageUnavailable`
 */
export function deleteTrainingWork(storage: StorageClients, id: string): Promise<boolean> {
  return deleteBelow(storage, trainingWorkContainer, workPath(id, ""));
}

/**
 * Writes a result of a job. A repeated step writes it again.
 *
 * @param path such as `report.html` or `artifacts/confusion_matrix`
 * @throws ClassifierError `StorageUnavailable`
 */
export async function writeResult(
  storage: StorageClients,
  id: string,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const container = storage.blobs.getContainerClient(trainingWorkContainer);
  try {
    await container.getBlockBlobClient(resultPath(id, path)).uploadData(bytes);
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Opens a result of a job.
 *
 * @throws ClassifierError `TrainingNotFound`, `StorageUnavailable`
 */
export async function openResult(
  storage: StorageClients,
  id: string,
  path: string,
): Promise<NodeJS.ReadableStream> {
  const container = storage.blobs.getContainerClient(trainingWorkContainer);
  try {
    const { readableStreamBody } = await container.getBlobClient(resultPath(id, path)).download();
    if (!readableStreamBody) throw new TypeError("Expected a stream");
    return readableStreamBody;
  } catch (error) {
    if (statusOf(error) !== 404) throw toStorageError(error);
    const detail = `There is no ${path}. A job writes its results when it succeeds, and they depend on its data.`;
    throw new ClassifierError("TrainingNotFound", detail, { cause: error });
  }
}

const workPath = (id: string, file: string): string => `${id}/work/${file}`;
const resultPath = (id: string, path: string): string => `${id}/results/${path}`;
