import { toClassifierError } from "../errors.js";
import { blobNameSchema } from "../storage/blobName.js";
import { markQueued, recordOutcome } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { sendRequest } from "../storage/requests.js";
import { currentUpload, type Upload } from "../storage/upload.js";
import { currentTraceparent } from "../telemetry/trace.js";
import { toFailedOutcome } from "./failure.js";

/** What was made of a blob that arrived. */
export type Arrival = "queued" | "known" | "folder" | "gone" | "unnameable";

/**
 * Step one of an upload's way to its row: notes it as queued and asks for its classification. The
 * row comes first, so that the result can never be overwritten by the note. Safe to repeat: a
 * version that has its result already is left alone. Whether it is a picture shows when it is
 * decoded; only what stands for a folder is passed over here, and what no blob can be called, which
 * no further attempt would change.
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
    // Deleted since it arrived. A row that an earlier version has stays as it is.
    const gone = { container, blobName, etag: "", size: 0 };
    await recordOutcome(storage, gone, toFailedOutcome(error));
    return "gone";
  }
  if (!upload) return "folder";
  const rowETag = await markQueued(storage, upload);
  if (rowETag === undefined) return "known";
  await sendRequest(storage, { ...upload, rowETag, traceparent: currentTraceparent() });
  return "queued";
}
