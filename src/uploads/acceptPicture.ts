import { randomUUID } from "node:crypto";
import type { LabelOptions } from "../labels/rank.js";
import { markQueued } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { requestsContainer } from "../storage/names.js";
import { sendRequest } from "../storage/requests.js";
import { writeUpload } from "../storage/upload.js";
import { currentTraceparent } from "../telemetry/trace.js";

/**
 * Accepts a picture of an asynchronous request. It takes the same way as uploads.
 *
 * @param callbackUrl URL that receives the result, if any
 * @returns the id of the result
 * @throws ClassifierError `StorageUnavailable`
 */
export async function acceptPicture(
  storage: StorageClients,
  picture: Uint8Array,
  labelOptions: LabelOptions & { readonly head?: string | undefined },
  callbackUrl: string | undefined,
): Promise<string> {
  const id = randomUUID();
  const upload = await writeUpload(storage, id, picture, requestsContainer);
  const rowETag = await markQueued(storage, upload);
  const traceparent = currentTraceparent();
  await sendRequest(storage, { ...upload, rowETag, labelOptions, callbackUrl, traceparent });
  return id;
}
