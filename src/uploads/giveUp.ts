import { z } from "zod";
import { ClassifierError, toClassifierError } from "../errors.js";
import { orderCallback } from "../storage/callbacks.js";
import { findClassification, recordOutcome } from "../storage/classifications.js";
import { blobNameSchema } from "../storage/blobName.js";
import type { StorageClients } from "../storage/connection.js";
import { keepDeadLetter } from "../storage/deadLetters.js";
import { requestQueue } from "../storage/names.js";
import { toRequest } from "../storage/requests.js";
import type { Upload } from "../storage/upload.js";
import { notifyOfRow } from "../subscriptions/notify.js";
import { toFailedOutcome } from "./failure.js";

/** The properties that connect a message of any version to a row. */
const identitySchema = z.object({
  container: z.string(),
  blobName: blobNameSchema,
  etag: z.string(),
  size: z.number().catch(0),
  callbackUrl: z.string().optional().catch(undefined),
});

/**
 * Gives up on a message that failed `maxDequeueCount` times or is invalid. Its row becomes `failed`
 * with the last error, so that no row stays `queued` for ever. The message becomes a dead letter.
 *
 * @returns the error of the row
 * @throws ClassifierError `StorageUnavailable`
 */
export async function giveUp(storage: StorageClients, message: unknown): Promise<ClassifierError> {
  const { data: upload } = identitySchema.safeParse(message);
  const error = problemOf(message) ?? (await lastError(storage, upload));
  if (upload) {
    await recordOutcome(storage, upload, toFailedOutcome(error));
    if (upload.callbackUrl !== undefined) await orderCallback(storage, upload, upload.callbackUrl);
    await notifyOfRow(storage, upload);
  }
  const { code, message: reason } = error;
  await keepDeadLetter(storage, { queue: requestQueue, code, reason, message });
  return error;
}

/**
 * The error of an invalid message.
 *
 * @returns undefined for a valid message
 */
function problemOf(message: unknown): ClassifierError | undefined {
  try {
    toRequest(message);
    return undefined;
  } catch (error) {
    return toClassifierError(error);
  }
}

async function lastError(
  storage: StorageClients,
  upload: Upload | undefined,
): Promise<ClassifierError> {
  const row =
    upload &&
    (await findClassification(storage, upload.container, upload.blobName).catch(() => undefined));
  const { attempts, errorCode, errorMessage } = row ?? {};
  const last = errorCode ? ` Attempt ${attempts} failed with ${errorCode}: ${errorMessage}` : "";
  return new ClassifierError("AttemptsExhausted", `Every attempt failed.${last}`);
}
