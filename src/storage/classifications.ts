import { ClassifierError } from "../errors.js";
import {
  rowSchema,
  toBlobColumns,
  toOutcomeColumns,
  type ClassificationRow,
  type Columns,
  type Outcome,
} from "./classificationRow.js";
import { checkBlobName } from "./blobName.js";
import type { StorageClients } from "./connection.js";
import { writeOptimistically } from "./optimisticWrite.js";
import { statusOf, toStorageError } from "./storageError.js";
import { toTableKeys } from "./tableKeys.js";
import type { Upload } from "./upload.js";

/**
 * The row of a blob.
 *
 * @throws ClassifierError `InvalidBlobName`, `ClassificationNotFound`, `StorageUnavailable`
 */
export async function findClassification(
  storage: StorageClients,
  container: string,
  blobName: string,
): Promise<ClassificationRow> {
  checkBlobName(blobName, "stored");
  const stored = await read(storage, { container, blobName });
  if (!stored) throw new ClassifierError("ClassificationNotFound");
  return stored.row;
}

/**
 * Notes that this version of a blob waits to be classified.
 *
 * @param again also where it has its outcome already
 * @returns the row's own ETag; undefined when it was classified already, so that nothing is left to do
 * @throws ClassifierError `StorageUnavailable`
 */
export async function markQueued(
  storage: StorageClients,
  upload: Upload,
  again = false,
): Promise<string | undefined> {
  const queued: Columns = {
    ...toBlobColumns(upload),
    status: "queued",
    queuedAt: new Date(),
  };
  // Most uploads are new, so that asking for the row first would be a request for nothing.
  const created = await create(storage, queued);
  if (created !== undefined) return created;
  let final = false;
  const etag = await write(storage, upload, (current) => {
    if (current?.blobETag !== upload.etag) return queued;
    final = current.status !== "queued";
    return final && again ? queued : undefined;
  });
  return final && !again ? undefined : etag;
}

/**
 * Writes the outcome for this version of a blob, unless the row is about another version by now or
 * has an outcome already: the first one stands.
 *
 * @param rowETag of the queued row, where the writer knows it: saves reading the row
 * @throws ClassifierError `StorageUnavailable`
 */
export async function recordOutcome(
  storage: StorageClients,
  upload: Upload,
  outcome: Outcome,
  rowETag?: string,
): Promise<void> {
  if (rowETag !== undefined && (await complete(storage, upload, outcome, rowETag))) return;
  await write(storage, upload, (current) => {
    if (current && current.blobETag !== upload.etag) return undefined;
    if (current && current.status !== "queued") return undefined;
    const columns = { ...toBlobColumns(upload), ...toOutcomeColumns(outcome) };
    return { ...columns, queuedAt: current?.queuedAt ?? columns.completedAt };
  });
}

/**
 * Notes why an attempt at this version failed; its row stays queued.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function noteAttempt(
  storage: StorageClients,
  upload: Upload,
  attempts: number,
  { code, message }: ClassifierError,
): Promise<void> {
  await write(storage, upload, (current) => {
    if (current?.blobETag !== upload.etag || current.status !== "queued") return undefined;
    const { queuedAt } = current;
    const columns = { ...toBlobColumns(upload), status: "queued" as const, queuedAt };
    return { ...columns, attempts, errorCode: code, errorMessage: message };
  });
}

/**
 * Deletes the row of a blob.
 *
 * @returns whether there was one
 * @throws ClassifierError `StorageUnavailable`
 */
export async function deleteClassification(
  storage: StorageClients,
  container: string,
  blobName: string,
): Promise<boolean> {
  const { partitionKey, rowKey } = toTableKeys(container, blobName);
  try {
    await storage.classifications.deleteEntity(partitionKey, rowKey);
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw toStorageError(error);
  }
}

type BlobPath = Pick<Upload, "container" | "blobName">;

async function read(
  storage: StorageClients,
  { container, blobName }: BlobPath,
): Promise<{ row: ClassificationRow; etag: string } | undefined> {
  const { partitionKey, rowKey } = toTableKeys(container, blobName);
  try {
    const entity = await storage.classifications.getEntity(partitionKey, rowKey);
    return { row: rowSchema.parse(entity), etag: entity.etag };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw toStorageError(error);
  }
}

/** @returns the new row's ETag; undefined where there is a row already */
async function create(storage: StorageClients, columns: Columns): Promise<string | undefined> {
  const keys = toTableKeys(columns.container, columns.blobName);
  try {
    const { etag } = await storage.classifications.createEntity({ ...keys, ...columns });
    return etag ?? "";
  } catch (error) {
    if (statusOf(error) === 409) return undefined;
    throw toStorageError(error);
  }
}

/** @returns false where the row is not the one that was queued any more */
async function complete(
  storage: StorageClients,
  upload: Upload,
  outcome: Outcome,
  etag: string,
): Promise<boolean> {
  const entity = {
    ...toTableKeys(upload.container, upload.blobName),
    ...toOutcomeColumns(outcome),
  };
  try {
    await storage.classifications.updateEntity(entity, "Merge", { etag });
    return true;
  } catch (error) {
    if ([404, 412].includes(statusOf(error) ?? 0)) return false;
    throw toStorageError(error);
  }
}

/** Conflicting writers that one write gives way to before it is given up for now. */
const WRITE_ATTEMPTS = 10;

/**
 * Replaces the row by what `next` makes of it.
 *
 * @param next returns undefined to leave the row as it is
 * @returns the row's ETag
 */
function write(
  storage: StorageClients,
  upload: Upload,
  next: (current: ClassificationRow | undefined) => Columns | undefined,
): Promise<string | undefined> {
  const keys = toTableKeys(upload.container, upload.blobName);
  return writeOptimistically(WRITE_ATTEMPTS, async () => {
    const current = await read(storage, upload);
    const columns = next(current?.row);
    if (!columns) return current?.etag;
    const entity = { ...keys, ...columns };
    const { etag } = current
      ? await storage.classifications.updateEntity(entity, "Replace", { etag: current.etag })
      : await storage.classifications.createEntity(entity);
    return etag;
  });
}
