import { toClassifierError } from "../errors.js";
import { blobNameSchema } from "../storage/blobName.js";
import { markQueued, recordOutcome } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { sendRequest } from "../storage/requests.js";
import { currentUpload, type Upload } from "../storage/upload.js";
import { notifyOfRow } from "../subscriptions/notify.js";
import { currentTraceparent } from "../telemetry/trace.js";
import { toFailedOutcome } from "./failure.js";

/** What happened to a blob that arrived. */
export type Arrival = "queued" | "known" | "folder" | "gone" | "unnameable";

/**
 * The first step of an upload: writes a `queued` row and queues the classification. The row comes
 * first, so that it cannot overwrite the result. Repeating is safe: a version that has its result
 * is left alone. Decoding decides later whether the blob is a picture; only folders are skipped
 * here, and names that no blob can have, which no further attempt would change.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function queueUpload(
  storage: StorageClients,
  container: string,
  blobName: string,
): Promise<Arrival> {
  if (!blobNameSchema.safeParse(blobName).success) return "unnameable";
  let upload: Upload | undefined;
  try {
    upload = await currentUpload(storage, container, blobName);
  } catch (thrown) {
    const error = toClassifierError(thrown);
    if (error.code !== "BlobNotFound") throw error;
    // The blob was deleted. A row of an earlier version stays as it is.
    const gone = { container, blobName, etag: "", size: 0 };
    await recordOutcome(storage, gone, toFailedOutcome(error));
    await notifyOfRow(storage, gone);
    return "gone";
  }
  if (!upload) return "folder";
  const rowETag = await markQueued(storage, upload);
  if (rowETag === undefined) return "known";
  await sendRequest(storage, { ...upload, rowETag, traceparent: currentTraceparent() });
  return "queued";
}
