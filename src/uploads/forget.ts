import { checkBlobName } from "../storage/blobName.js";
import { deleteClassification } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { deleteBlob } from "../storage/upload.js";

/**
 * Deletes a picture and its row. The blob goes first, so that a queued message finds no blob.
 * Result files of batches keep their lines.
 *
 * @returns whether the blob and the row existed
 * @throws ClassifierError `InvalidBlobName`, `StorageUnavailable`
 */
export async function forgetPicture(
  storage: StorageClients,
  container: string,
  blobName: string,
): Promise<{ hadBlob: boolean; hadRow: boolean }> {
  checkBlobName(blobName, "stored");
  const hadBlob = await deleteBlob(storage, container, blobName);
  const hadRow = await deleteClassification(storage, container, blobName);
  return { hadBlob, hadRow };
}
