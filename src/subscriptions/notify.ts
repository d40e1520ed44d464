import { toBatchSummary } from "../contracts/batch/batchAnswer.js";
import { toClassificationAnswer } from "../contracts/upload/classificationAnswer.js";
import { toClassifierError } from "../errors.js";
import { sha256OfBytes } from "../sha256.js";
import { changeBatch, type BatchRow } from "../storage/batchTable.js";
import { orderNotification } from "../storage/callbacks.js";
import type { ClassificationRow } from "../storage/classificationRow.js";
import { findClassification } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import type { Upload } from "../storage/upload.js";
import { knownSubscriptions } from "./known.js";
import { matches, type Happening } from "./match.js";

/**
 * Tells subscribers that the row of this version of a blob is final. Safe to repeat, and repeated
 * whenever the upload's message is delivered again: each time the same subscribers get the same
 * notifications, with the same ids. A row that is about another version by now is not told of.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function notifyOfRow(storage: StorageClients, upload: Upload): Promise<void> {
  const subscriptions = await knownSubscriptions(storage);
  if (!subscriptions.some(({ kind }) => kind === "row")) return;
  const row = await readRow(storage, upload);
  if (row?.blobETag !== upload.etag || row.status === "queued") return;
  const [best] = row.labels ?? [];
  const happening: Happening = {
    kind: "row",
    container: row.container,
    path: row.blobName,
    outcome: row.status,
    topLabel: best?.label ?? undefined,
    topScore: best?.score,
  };
  const { container, blobName, blobETag, completedAt } = row;
  const version = [container, blobName, blobETag, completedAt?.toISOString() ?? ""];
  await notify(storage, happening, version, toClassificationAnswer(row));
}

/**
 * Tells subscribers that a batch has ended, and notes that in the batch, so that later messages of
 * the same batch need not look again. As safe to repeat as the other.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function notifyOfBatch(
  storage: StorageClients,
  batchId: string,
  batch: BatchRow,
): Promise<void> {
  if (batch.status === "Running" || batch.notified === true) return;
  const happening: Happening = {
    kind: "batch",
    container: batch.container,
    path: batch.prefix,
    outcome: batch.status === "Succeeded" ? "succeeded" : "failed",
  };
  const version = [batchId, batch.status, batch.finishedAt?.toISOString() ?? ""];
  await notify(storage, happening, version, toBatchSummary(batchId, batch));
  await changeBatch(storage, batchId, ({ notified }) =>
    notified ? undefined : { notified: true },
  );
}

/** @param version what is told of: the same again has the same notification ids */
async function notify(
  storage: StorageClients,
  happening: Happening,
  version: readonly string[],
  content: object,
): Promise<void> {
  const subscriptions = await knownSubscriptions(storage);
  const asking = subscriptions.filter((subscription) => matches(subscription, happening));
  await Promise.all(
    asking.map(({ id }) => {
      const notificationId = sha256OfBytes(JSON.stringify([...version, id]));
      const notification = { notification_id: notificationId, ...content };
      return orderNotification(storage, { subscriptionId: id, notification });
    }),
  );
}

async function readRow(
  storage: StorageClients,
  { container, blobName }: Upload,
): Promise<ClassificationRow | undefined> {
  try {
    return await findClassification(storage, container, blobName);
  } catch (error) {
    // Forgotten meanwhile.
    if (toClassifierError(error).code === "ClassificationNotFound") return undefined;
    throw error;
  }
}
