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
import { toFailedOutcome } from "./failure.js";

/** What a message of any version must have to belong to a row. */
const identitySchema = z.object({
  container: z.string(),
  blobName: blobNameSchema,
  etag: z.string(),
  size: z.number().catch(0),
  callbackUrl: z.string().optional().catch(undefined),
});

/**
 * The end of a message that failed `maxDequeueCount` times, or could not be read at all: its row
 * becomes `failed` with the last error, so that none stays `queued` for ever, and the message is kept
 * for operators.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function giveUp(storage: StorageClients, message: unknown): Promise<ClassifierError> {
  const { data: upload } = identitySchema.safeParse(message);
  const error = problemOf(message) ?? (await lastError(storage, upload));
  if (upload) {
    await recordOutcome(storage, upload, toFailedOutcome(error));
    if (upload.callbackUrl !== undefined) await orderCallback(storage, upload, upload.callbackUrl);
  }
  const { code, message: reason } = error;
  await keepDeadLetter(storage, { queue: requestQueue, code, reason, message });
  return error;
}

/** @returns undefined for a message that is in order */
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
