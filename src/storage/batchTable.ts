import type { TransactionAction } from "@azure/data-tables";
import { z } from "zod";
import { ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { writeOptimistically } from "./optimisticWrite.js";
import { statusOf, toStorageError } from "./storageError.js";

/** States of a batch, named as for Azure's long-running operations. */
export const batchStatuses = ["Running", "Succeeded", "Failed", "Canceled"] as const;

/**
 * A batch in the Table `batches`: one row with its state and its totals. In the same partition each
 * listed page and each scored part has a row. The transaction that creates such a row also counts
 * the page or part, so nothing is counted twice.
 */
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
  status: z.enum(batchStatuses),
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

/** RowKey of the row of the batch itself. */
const batchKey = "batch";

/**
 * Creates the row of a batch.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function createBatch(
  storage: StorageClients,
  batchId: string,
  options: BatchOptions,
): Promise<void> {
  const row: z.input<typeof rowSchema> = {
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
  };
  try {
    await storage.batches.createEntity({ partitionKey: batchId, rowKey: batchKey, ...row });
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Reads the row of a batch.
 *
 * @throws ClassifierError `BatchNotFound`, `StorageUnavailable`
 */
export async function findBatch(storage: StorageClients, batchId: string): Promise<BatchRow> {
  return (await read(storage, batchId)).row;
}

/** Maximum attempts at one write when others write at the same time. */
const WRITE_ATTEMPTS = 40;

/**
 * Changes the row of a batch. If another writer was faster, the change is applied again to the new
 * row.
 *
 * @param change returns the changed columns, or undefined to change nothing
 * @param step a page or part that this change counts; the change is applied once per step
 * @returns the row after the change
 * @throws ClassifierError `BatchNotFound`, `StorageUnavailable`
 */
export function changeBatch(
  storage: StorageClients,
  batchId: string,
  change: (batch: BatchRow) => Partial<BatchRow> | undefined,
  step?: string,
): Promise<BatchRow> {
  return writeOptimistically(WRITE_ATTEMPTS, async () => {
    const { row, etag } = await read(storage, batchId);
    const difference = change(row);
    if (!difference) return row;
    const next = { ...row, ...difference };
    const entity = { partitionKey: batchId, rowKey: batchKey, ...next };
    const actions: TransactionAction[] = [["update", entity, "Replace", { etag }]];
    if (step !== undefined) actions.push(["create", { partitionKey: batchId, rowKey: step }]);
    try {
      await storage.batches.submitTransaction(actions);
      return next;
    } catch (error) {
      // The row of the step exists, so the step is counted already.
      if (statusOf(error) === 409) return row;
      throw error;
    }
  });
}

/**
 * Whether a page or part is counted already.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function isCounted(
  storage: StorageClients,
  batchId: string,
  step: string,
): Promise<boolean> {
  try {
    await storage.batches.getEntity(batchId, step);
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw toStorageError(error);
  }
}

async function read(
  storage: StorageClients,
  batchId: string,
): Promise<{ row: BatchRow; etag: string }> {
  try {
    const entity = await storage.batches.getEntity(batchId, batchKey);
    return { row: rowSchema.parse(entity), etag: entity.etag };
  } catch (error) {
    if (statusOf(error) === 404) throw new ClassifierError("BatchNotFound");
    throw toStorageError(error);
  }
}
