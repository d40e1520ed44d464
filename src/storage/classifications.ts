import { z } from "zod";
import { ClassifierError } from "../errors.js";
import type { LabelScore } from "../labels/rank.js";
import type { StorageClients } from "./connection.js";
import { statusOf, toStorageError } from "./storageError.js";
import { toTableKeys } from "./tableKeys.js";
import type { Upload } from "./upload.js";

/** What became of an upload. */
export type Outcome =
  | {
      readonly status: "succeeded";
      /** Best first. */
      readonly labels: readonly LabelScore[];
      readonly modelName: string;
      readonly modelVersion: string;
      /** Pixels of the upright picture. */
      readonly width: number;
      readonly height: number;
      /** From the download's start to the answer. */
      readonly milliseconds: number;
    }
  | { readonly status: "failed"; readonly errorCode: string; readonly errorMessage: string };

const labelsColumn = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.object({ label: z.string(), score: z.number() })));

/**
 * A row of the Table `classifications`. Labels and scores are one JSON column; the best of them has
 * columns of its own, so that people can filter by it.
 */
const rowSchema = z.object({
  container: z.string(),
  blobName: z.string(),
  blobETag: z.string(),
  blobSize: z.number(),
  status: z.enum(["queued", "succeeded", "failed"]),
  queuedAt: z.date(),
  completedAt: z.date().optional(),
  labels: labelsColumn.optional(),
  topLabel: z.string().optional(),
  topScore: z.number().optional(),
  modelName: z.string().optional(),
  modelVersion: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  milliseconds: z.number().optional(),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
});

/** A row as it is read … */
export type ClassificationRow = z.output<typeof rowSchema>;
/** … and as it is stored. */
type Columns = z.input<typeof rowSchema>;

/**
 * The row of a blob.
 *
 * @throws ClassifierError `ClassificationNotFound`, `StorageUnavailable`
 */
export async function findClassification(
  storage: StorageClients,
  container: string,
  blobName: string,
): Promise<ClassificationRow> {
  const stored = await read(storage, { container, blobName });
  if (!stored) throw new ClassifierError("ClassificationNotFound");
  return stored.row;
}

/**
 * Notes that this version of a blob waits to be classified.
 *
 * @returns false when it was classified already, so that nothing is left to do
 * @throws ClassifierError `StorageUnavailable`
 */
export async function markQueued(storage: StorageClients, upload: Upload): Promise<boolean> {
  let waiting = true;
  await write(storage, upload, (current) => {
    const known = current?.blobETag === upload.etag;
    waiting = !known || current.status === "queued";
    return known ? undefined : { ...toColumns(upload), status: "queued", queuedAt: new Date() };
  });
  return waiting;
}

/**
 * Writes the outcome for this version of a blob, unless the row is about another version by now.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function recordOutcome(
  storage: StorageClients,
  upload: Upload,
  outcome: Outcome,
): Promise<void> {
  await write(storage, upload, (current) => {
    if (current && current.blobETag !== upload.etag) return undefined;
    const completedAt = new Date();
    const columns = {
      ...toColumns(upload),
      completedAt,
      queuedAt: current?.queuedAt ?? completedAt,
    };
    if (outcome.status === "failed") return { ...columns, ...outcome };
    const { labels, ...rest } = outcome;
    const [top] = labels;
    return {
      ...columns,
      ...rest,
      labels: JSON.stringify(labels),
      topLabel: top?.label,
      topScore: top?.score,
    };
  });
}

function toColumns({ container, blobName, etag, size }: Upload) {
  return { container, blobName, blobETag: etag, blobSize: size };
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

/** Conflicting writers that one write gives way to before it gives up for now. */
const WRITE_ATTEMPTS = 10;

/**
 * Replaces the row by what `next` makes of it, and starts over when someone else wrote in between:
 * no write is lost.
 *
 * @param next returns undefined to leave the row as it is
 */
async function write(
  storage: StorageClients,
  upload: Upload,
  next: (current: ClassificationRow | undefined) => Columns | undefined,
): Promise<void> {
  const keys = toTableKeys(upload.container, upload.blobName);
  let conflict: unknown;
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
    const current = await read(storage, upload);
    const columns = next(current?.row);
    if (!columns) return;
    try {
      const entity = { ...keys, ...columns };
      if (current) {
        await storage.classifications.updateEntity(entity, "Replace", { etag: current.etag });
      } else {
        await storage.classifications.createEntity(entity);
      }
      return;
    } catch (error) {
      // Created, replaced or deleted by someone else since it was read.
      if (![404, 409, 412].includes(statusOf(error) ?? 0)) throw toStorageError(error);
      conflict = error;
    }
  }
  throw toStorageError(conflict);
}
