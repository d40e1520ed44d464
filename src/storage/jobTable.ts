import type { TableClient, TransactionAction } from "@azure/data-tables";
import type { z } from "zod";
import { ClassifierError, type ErrorCode } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { writeOptimistically } from "./optimisticWrite.js";
import { statusOf, toStorageError } from "./storageError.js";

/** States of a job, named as for Azure's long-running operations. */
export const jobStatuses = ["Running", "Succeeded", "Failed", "Canceled"] as const;

/** Maximum attempts at one write when others write at the same time. */
const WRITE_ATTEMPTS = 40;

/** Where jobs of one kind are kept. */
interface JobPlace<Row extends object> {
  readonly table: (storage: StorageClients) => TableClient;
  /** RowKey of the row of the job itself. */
  readonly rowKey: string;
  readonly schema: z.ZodType<Row>;
  /** Error code for an id that no job has. */
  readonly notFound: ErrorCode;
}

/**
 * Jobs in a Table: one row for each, with its state and its totals. In the same partition each step
 * that counts has a row. The transaction that creates such a row also changes the totals, so nothing
 * is counted twice.
 */
export class JobTable<Row extends object> {
  readonly #place: JobPlace<Row>;

  constructor(place: JobPlace<Row>) {
    this.#place = place;
  }

  /** @throws ClassifierError `StorageUnavailable` */
  async create(storage: StorageClients, id: string, row: Row): Promise<void> {
    const { table, rowKey } = this.#place;
    try {
      await table(storage).createEntity({ partitionKey: id, rowKey, ...row });
    } catch (error) {
      throw toStorageError(error);
    }
  }

  /** @throws ClassifierError the code for an unknown id, `StorageUnavailable` */
  async find(storage: StorageClients, id: string): Promise<Row> {
    return (await this.#read(storage, id)).row;
  }

  /**
   * Changes the row of a job. If another writer was faster, the change is applied again to the new
   * row.
   *
   * @param change returns the changed columns, or undefined to change nothing
   * @param step a step that this change counts; the change is applied once per step
   * @returns the row after the change
   * @throws ClassifierError the code for an unknown id, `StorageUnavailable`
   */
  change(
    storage: StorageClients,
    id: string,
    change: (row: Row) => Partial<Row> | undefined,
    step?: string,
  ): Promise<Row> {
    const { table, rowKey } = this.#place;
    return writeOptimistically(WRITE_ATTEMPTS, async () => {
      const { row, etag } = await this.#read(storage, id);
      const difference = change(row);
      if (!difference) return row;
      const next = { ...row, ...difference };
      const entity = { partitionKey: id, rowKey, ...next };
      const actions: TransactionAction[] = [["update", entity, "Replace", { etag }]];
      if (step !== undefined) actions.push(["create", { partitionKey: id, rowKey: step }]);
      try {
        await table(storage).submitTransaction(actions);
        return next;
      } catch (error) {
        // The row of the step exists, so the step is counted already.
        if (statusOf(error) === 409) return row;
        throw error;
      }
    });
  }

  /**
   * Whether a step is counted already.
   *
   * @throws ClassifierError `StorageUnavailable`
   */
  async isCounted(storage: StorageClients, id: string, step: string): Promise<boolean> {
    try {
      await this.#place.table(storage).getEntity(id, step);
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return false;
      throw toStorageError(error);
    }
  }

  async #read(storage: StorageClients, id: string): Promise<{ row: Row; etag: string }> {
    const { table, rowKey, schema, notFound } = this.#place;
    try {
      const entity = await table(storage).getEntity(id, rowKey);
      return { row: schema.parse(entity), etag: entity.etag };
    } catch (error) {
      if (statusOf(error) === 404) throw new ClassifierError(notFound);
      throw toStorageError(error);
    }
  }
}
