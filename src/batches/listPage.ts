import { pinPage } from "../storage/batchBlobs.js";
import { changeBatch, type BatchRow } from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { finishIfDone } from "./finish.js";
import { sendStep, type StepOf } from "./steps.js";

/**
 * Lists one page of the container, and queues the scoring of its parts and the next page. So each
 * thousand blobs take one short invocation, whatever the size of the container.
 *
 * @throws ClassifierError `ContainerNotFound`, `StorageUnavailable`
 */
export async function listPage(
  storage: StorageClients,
  { batchId, page, firstPart, marker }: StepOf<"list">,
  { container, prefix, miniBatchSize }: BatchRow,
): Promise<void> {
  const listing = { container, prefix, ...(marker !== undefined && { marker }) };
  const { blobs, marker: next } = await pinPage(storage, batchId, page, listing);
  const parts = Math.ceil(blobs.length / miniBatchSize);
  const batch = await changeBatch(
    storage,
    batchId,
    (batch) => ({
      found: batch.found + blobs.length,
      parts: batch.parts + parts,
      listed: next === undefined,
    }),
    `page-${page}`,
  );
  // The next page comes first, so that other instances have work while this one sends the parts.
  if (next !== undefined) {
    const cursor = { page: page + 1, firstPart: firstPart + parts, marker: next };
    await sendStep(storage, { step: "list", batchId, ...cursor });
  }
  for (let i = 0; i < parts; i++) {
    const from = i * miniBatchSize;
    const to = Math.min(from + miniBatchSize, blobs.length);
    await sendStep(storage, { step: "score", batchId, part: firstPart + i, page, from, to });
  }
  await finishIfDone(storage, batchId, batch);
}
