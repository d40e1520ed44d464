import type { TransactionAction } from "@azure/data-tables";
import {
  toBlobColumns,
  toOutcomeColumns,
  type Outcome,
} from "../../src/storage/classificationRow.js";
import type { StorageClients } from "../../src/storage/connection.js";
import { toTableKeys } from "../../src/storage/tableKeys.js";

/** A row that a test wants to be there. */
export interface Seed {
  readonly name: string;
  readonly label?: string;
  readonly score?: number;
  readonly queuedAt?: Date;
  readonly completedAt?: Date;
  /** Another state than `succeeded`. */
  readonly status?: "queued" | "failed";
}

/** Writes rows of a container, a transaction for a hundred of one partition. */
export async function seedRows(
  { classifications }: StorageClients,
  container: string,
  seeds: readonly Seed[],
): Promise<void> {
  const partitions = new Map<string, TransactionAction[]>();
  for (const seed of seeds) {
    const keys = toTableKeys(container, seed.name);
    const actions = partitions.get(keys.partitionKey) ?? [];
    actions.push(["create", { ...keys, ...toColumns(container, seed) }]);
    partitions.set(keys.partitionKey, actions);
  }
  for (const actions of partitions.values()) {
    for (let i = 0; i < actions.length; i += 100) {
      await classifications.submitTransaction(actions.slice(i, i + 100));
    }
  }
}

function toColumns(container: string, seed: Seed) {
  const { name: blobName, label = "tabby", score = 0.75, status } = seed;
  const queuedAt = seed.queuedAt ?? new Date("2026-11-01T00:00:00Z");
  const columns = toBlobColumns({ container, blobName, etag: `"${blobName.length}"`, size: 1 });
  if (status === "queued") return { ...columns, status, queuedAt };
  const outcome: Outcome =
    status === "failed"
      ? { status, errorCode: "InvalidImage", errorMessage: "The picture is damaged." }
      : {
          status: "succeeded",
          labels: [{ label, score }, ...rest],
          ...{ modelName: "m", modelVersion: "1", width: 1, height: 1, milliseconds: 1 },
        };
  const { completedAt, ...outcomes } = toOutcomeColumns(outcome);
  return { ...columns, queuedAt, completedAt: seed.completedAt ?? completedAt, ...outcomes };
}

/** As many labels as uploads get. */
const rest = ["tiger cat", "Egyptian cat", "lynx", "=cat"].map((label, i) => ({
  label,
  score: 0.1 / (i + 1),
}));

/** Different names whose rows are all in the partition with this digit. */
export function namesOfPartition(digit: string, count: number): string[] {
  const names: string[] = [];
  for (let i = 0; names.length < count; i++) {
    const name = `${i}.jpg`;
    if (toTableKeys("c", name).partitionKey === `c~${digit}`) names.push(name);
  }
  return names;
}
