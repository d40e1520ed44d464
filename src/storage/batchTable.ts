import { z } from "zod";
import type { StorageClients } from "./connection.js";
import { jobStatuses, JobTable } from "./jobTable.js";

/** A batch in the Table `batches`. Its steps that count are listed pages and scored parts. */
const rowSchema = z.object({
  name: z.string(),
  container: z.string(),
  prefix: z.string(),
  /** Name of the model; empty until it is known. */
  model: z.string(),
  topK: z.number(),
  miniBatchSize: z.number(),
  errorThreshold: z.number(),
  maxRetries: z.number(),
  /** Whether its inputs are deleted when it has ended. */
  deleteInputs: z.boolean().optional(),
  status: z.enum(jobStatuses),
  createdAt: z.date(),
  finishedAt: z.date().optional(),
  /** Whether all pages are listed, so that `found` and `parts` are final. */
  listed: z.boolean(),
  found: z.number(),
  parts: z.number(),
  doneParts: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
  /** Of one that has ended: whether its subscribers were told. */
  notified: z.boolean().optional(),
});

export type BatchRow = z.output<typeof rowSchema>;
/** Options from the request. */
export type BatchOptions = Pick<
  BatchRow,
  | "name"
  | "container"
  | "prefix"
  | "topK"
  | "miniBatchSize"
  | "errorThreshold"
  | "maxRetries"
  | "deleteInputs"
>;

const batches = new JobTable<BatchRow>({
  table: (storage) => storage.batches,
  rowKey: "batch",
  schema: rowSchema,
  notFound: "BatchNotFound",
});

/**
 * Creates the row of a batch.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export function createBatch(
  storage: StorageClients,
  batchId: string,
  options: BatchOptions,
): Promise<void> {
  return batches.create(storage, batchId, {
    ...options,
    model: "",
    status: "Running",
    createdAt: new Date(),
    listed: false,
    found: 0,
    parts: 0,
    doneParts: 0,
    succeeded: 0,
    failed: 0,
  });
}

/** {@link JobTable.find} of batches. */
export const findBatch = batches.find.bind(batches);

/** {@link JobTable.change} of batches. */
export const changeBatch = batches.change.bind(batches);

/** {@link JobTable.isCounted} of batches. */
export const isCounted = batches.isCounted.bind(batches);
