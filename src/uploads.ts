import type { Classifier } from "./classifier.js";
import { toClassifierError } from "./errors.js";
import { markQueued, recordOutcome, type Outcome } from "./storage/classifications.js";
import type { StorageClients } from "./storage/connection.js";
import { sendRequest } from "./storage/requests.js";
import { currentUpload, readUpload, type Upload } from "./storage/upload.js";

/**
 * Step one of an upload's way to its row: notes it as queued and asks for its classification. The
 * row comes first, so that the result can never be overwritten by the note. Safe to repeat: a
 * version that has its result already is left alone.
 *
 * @throws ClassifierError `BlobNotFound`, `StorageUnavailable`
 */
export async function queueUpload(
  storage: StorageClients,
  container: string,
  blobName: string,
): Promise<void> {
  const upload = await currentUpload(storage, container, blobName);
  if (await markQueued(storage, upload)) await sendRequest(storage, upload);
}

/**
 * Step two: reads the blob, classifies it and writes the outcome. What can never succeed becomes a
 * `failed` row at once.
 *
 * @throws ClassifierError where a later attempt may succeed, so that the queue delivers the message
 *   again
 */
export async function classifyUpload(
  storage: StorageClients,
  classifier: Classifier,
  upload: Upload,
  maxBytes: number,
): Promise<Outcome | undefined> {
  let outcome: Outcome;
  try {
    outcome = await classifyBlob(storage, classifier, upload, maxBytes);
  } catch (error) {
    if (toClassifierError(error).code === "BlobChanged") {
      return requeue(storage, upload);
    }
    outcome = toFailure(error);
  }
  await recordOutcome(storage, upload, outcome);
  return outcome;
}

/**
 * The blob holds a newer version than the message names. That version has a message of its own, but
 * the row may still name the old one, so the newer one is noted and asked for again.
 */
async function requeue(storage: StorageClients, upload: Upload): Promise<Outcome | undefined> {
  try {
    await queueUpload(storage, upload.container, upload.blobName);
    return undefined;
  } catch (error) {
    const outcome = toFailure(error);
    await recordOutcome(storage, upload, outcome);
    return outcome;
  }
}

/** The row of what can never succeed; anything else is thrown on. */
function toFailure(thrown: unknown): Outcome {
  const error = toClassifierError(thrown);
  if (error.retryable || error.status >= 500) throw error;
  return { status: "failed", errorCode: error.code, errorMessage: error.message };
}

async function classifyBlob(
  storage: StorageClients,
  classifier: Classifier,
  upload: Upload,
  maxBytes: number,
): Promise<Outcome> {
  const start = performance.now();
  const [model, picture] = await Promise.all([
    classifier.model(),
    readUpload(storage, upload, maxBytes),
  ]);
  const { labels, width, height } = await classifier.classify(picture);
  return {
    status: "succeeded",
    labels,
    modelName: model.name,
    modelVersion: model.version,
    width,
    height,
    milliseconds: Math.round(performance.now() - start),
  };
}
