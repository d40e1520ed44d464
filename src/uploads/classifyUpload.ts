import type { Classifier } from "../classifier.js";
import { ClassifierError, toClassifierError } from "../errors.js";
import type { Settings } from "../settings.js";
import { orderCallback } from "../storage/callbacks.js";
import type { Outcome } from "../storage/classificationRow.js";
import { recordOutcome } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { requestsContainer } from "../storage/names.js";
import type { ClassificationRequest } from "../storage/requests.js";
import { deleteUpload, readUpload } from "../storage/upload.js";
import { notifyOfRow } from "../subscriptions/notify.js";
import { stage } from "../telemetry/stage.js";
import { toFinalFailure } from "./failure.js";
import { queueUpload } from "./queueUpload.js";

/**
 * The second step of an upload: reads the blob, classifies it and writes the outcome. A permanent
 * failure becomes a `failed` row at once.
 *
 * @returns undefined if the blob has a newer version, which is queued instead
 * @throws ClassifierError if a retry can succeed, so that the queue delivers the message again
 */
export async function classifyUpload(
  storage: StorageClients,
  classifier: Classifier,
  request: ClassificationRequest,
  { maxImageBytes, uploadHeads }: Pick<Settings, "maxImageBytes" | "uploadHeads">,
): Promise<Outcome | undefined> {
  let outcome: Outcome;
  try {
    const head = request.labelOptions?.head ?? headOf(request.blobName, uploadHeads);
    outcome = await classifyBlob(storage, classifier, request, head, maxImageBytes);
  } catch (thrown) {
    const changed = toClassifierError(thrown).code === "BlobChanged";
    if (changed) {
      // This version may have its outcome, from a delivery that ended before it told of it.
      await notifyOfRow(storage, request);
      if (await queueNewer(storage, request)) return undefined;
    }
    outcome = toFinalFailure(changed ? new ClassifierError("BlobNotFound") : thrown);
  }
  await stage("write", () => recordOutcome(storage, request, outcome, request.rowETag));
  if (request.callbackUrl !== undefined) await orderCallback(storage, request, request.callbackUrl);
  await notifyOfRow(storage, request);
  if (request.container === requestsContainer) await deleteUpload(storage, request);
  return outcome;
}

/**
 * Queues the newer version of a blob. It has its own message already, but the row may still have
 * the old version.
 *
 * @returns false if the blob was deleted meanwhile
 */
async function queueNewer(
  storage: StorageClients,
  request: ClassificationRequest,
): Promise<boolean> {
  return (await queueUpload(storage, request.container, request.blobName)) !== "gone";
}

async function classifyBlob(
  storage: StorageClients,
  classifier: Classifier,
  request: ClassificationRequest,
  head: string | undefined,
  maxBytes: number,
): Promise<Outcome> {
  const start = performance.now();
  const [model, picture] = await Promise.all([
    classifier.model(),
    stage("download", () => readUpload(storage, request, maxBytes)),
  ]);
  const heads = head === undefined ? [] : [head];
  const options = { ...request.labelOptions, heads };
  const { labels, heads: used, width, height } = await classifier.classify(picture, options);
  const [by] = used;
  return {
    status: "succeeded",
    labels,
    modelName: model.name,
    modelVersion: model.version,
    ...(by && { head: by.name }),
    ...(by?.version !== undefined && { headVersion: by.version }),
    width,
    height,
    milliseconds: Math.round(performance.now() - start),
  };
}

/** The head for an upload: that of the rule with the longest matching prefix. */
function headOf(blobName: string, rules: Settings["uploadHeads"]): string | undefined {
  const fitting = rules.filter(({ prefix }) => blobName.startsWith(prefix));
  return fitting.toSorted((a, b) => b.prefix.length - a.prefix.length)[0]?.head;
}
