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
import { requestsContainer } from "./names.js";
import { writeOptimistically } from "./optimisticWrite.js";
import { statusOf, toStorageError } from "./storageError.js";
import { toTableKeys } from "./tableKeys.js";
import type { Upload } from "./upload.js";

/**
 * Reads the row of a blob.
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
 * Reads the row of a picture that was sent to be classified later.
 *
 * @throws ClassifierError `ClassificationNotFound`, `StorageUnavailable`
 */
export async function findResult(storage: StorageClients, id: string): Promise<ClassificationRow> {
  const stored = await read(storage, { container: requestsContainer, blobName: id });
  if (stored) return stored.row;
  const detail = `No result has the id ${id}. Results are kept until they are deleted; check the id.`;
  throw new ClassifierError("ClassificationNotFound", detail);
}

/**
 * Marks this version of a blob as queued.
 *
 * @param again whether to queue a version that already has its outcome
 * @returns the ETag of the row; undefined if the version already has its outcome
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
  // Most uploads are new. Reading the row first would waste a request.
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
 * Writes the outcome of this version of a blob. A row that has an outcome, or describes another
 * version, stays as it is.
 *
 * @param rowETag ETag of the queued row, if known; it saves reading the row
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
 * Records a failed attempt in the row, which stays queued.
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
 * @returns whether the row existed
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

/**
 * Creates a row.
 *
 * @returns the ETag of the row; undefined if the row exists already
 */
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

/**
 * Adds the outcome to the queued row.
 *
 * @returns false if the row has changed since it was queued
 */
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

/** Maximum attempts at one write when others write at the same time. */
const WRITE_ATTEMPTS = 10;

/**
 * Replaces the row with the result of `next`.
 *
 * @param next returns the new row, or undefined to change nothing
 * @returns the ETag of the row
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
