import { checkBlobName } from "../storage/blobName.js";
import { deleteClassification } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { deleteBlob } from "../storage/upload.js";

/**
 * Deletes a picture and its row. The blob goes first: a request that still lies on the queue then
 * finds nothing, and writes no more than that. Files of batches keep their lines.
 *
 * @returns what was there
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
