import type { StorageClients } from "./connection.js";
import { statusOf, toStorageError } from "./storageError.js";

/**
 * Creates a blob.
 *
 * @returns false if the blob exists already; it stays as it is
 * @throws ClassifierError `StorageUnavailable`
 */
export async function createBlob(
  storage: StorageClients,
  container: string,
  path: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const blob = storage.blobs.getContainerClient(container).getBlockBlobClient(path);
  try {
    await blob.uploadData(bytes, { conditions: { ifNoneMatch: "*" } });
    return true;
  } catch (error) {
    if (statusOf(error) === 409 || statusOf(error) === 412) return false;
    throw toStorageError(error);
  }
}

/**
 * Reads a blob.
 *
 * @returns undefined if there is none
 * @throws ClassifierError `StorageUnavailable`
 */
export async function readBlob(
  storage: StorageClients,
  container: string,
  path: string,
): Promise<Buffer | undefined> {
  const blob = storage.blobs.getContainerClient(container).getBlobClient(path);
  try {
    return await blob.downloadToBuffer();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw toStorageError(error);
  }
}
