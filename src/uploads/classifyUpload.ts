import type { Classifier } from "../classifier.js";
import { ClassifierError, toClassifierError } from "../errors.js";
import { sendCallback } from "../storage/callbacks.js";
import type { Outcome } from "../storage/classificationRow.js";
import { recordOutcome } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { requestsContainer } from "../storage/names.js";
import type { ClassificationRequest } from "../storage/requests.js";
import { deleteUpload, readUpload } from "../storage/upload.js";
import { stage } from "../telemetry/stage.js";
import { toFinalFailure } from "./failure.js";
import { queueUpload } from "./queueUpload.js";

/**
 * Step two of an upload's way to its row: reads the blob, classifies it and writes the outcome. What
 * can never succeed becomes a `failed` row at once.
 *
 * @returns undefined where the blob holds a newer version, which has been asked for instead
 * @throws ClassifierError where a later attempt may succeed, so that the queue delivers the message
 *   again
 */
export async function classifyUpload(
  storage: StorageClients,
  classifier: Classifier,
  request: ClassificationRequest,
  maxBytes: number,
): Promise<Outcome | undefined> {
  let outcome: Outcome;
  try {
    outcome = await classifyBlob(storage, classifier, request, maxBytes);
  } catch (thrown) {
    const changed = toClassifierError(thrown).code === "BlobChanged";
    if (changed && (await requeue(storage, request))) return undefined;
    outcome = toFinalFailure(changed ? new ClassifierError("BlobNotFound") : thrown);
  }
  await stage("write", () => recordOutcome(storage, request, outcome, request.rowETag));
  if (request.callbackUrl !== undefined) await sendCallback(storage, request, request.callbackUrl);
  if (request.container === requestsContainer) await deleteUpload(storage, request);
  return outcome;
}

/**
 * The newer version has a message of its own, but the row may still name the old one, so it is
 * noted and asked for again.
 *
 * @returns false where the blob was deleted meanwhile
 */
async function requeue(storage: StorageClients, request: ClassificationRequest): Promise<boolean> {
  return (await queueUpload(storage, request.container, request.blobName)) !== "gone";
}

async function classifyBlob(
  storage: StorageClients,
  classifier: Classifier,
  request: ClassificationRequest,
  maxBytes: number,
): Promise<Outcome> {
  const start = performance.now();
  const [model, picture] = await Promise.all([
    classifier.model(),
    stage("download", () => readUpload(storage, request, maxBytes)),
  ]);
  const { labels, width, height } = await classifier.classify(picture, request.labelOptions);
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
