import pMap from "p-map";
import { z } from "zod";
import { ClassifierError, toClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { jobStatuses, JobTable } from "./jobTable.js";
import { odata } from "./odata.js";
import { toStorageError } from "./storageError.js";

/** What a job does with labelled pictures. */
export const trainingKinds = ["training", "evaluation"] as const;
export type TrainingKind = (typeof trainingKinds)[number];

/** Where a job is. */
export const trainingSteps = ["list", "features", "fit", "done"] as const;

/** A training or an evaluation in the Table `trainings`. Its steps that count are parts. */
const rowSchema = z.object({
  kind: z.enum(trainingKinds),
  name: z.string(),
  /** The body of the request, as JSON. */
  request: z.string(),
  status: z.enum(jobStatuses),
  step: z.enum(trainingSteps),
  createdAt: z.date(),
  finishedAt: z.date().optional(),
  /** What computes the features; empty until the pictures are listed. */
  encoder: z.string(),
  /** Pictures in the data. */
  found: z.number(),
  parts: z.number(),
  doneParts: z.number(),
  /** Pictures that were read, those that are left out among them. */
  done: z.number(),
  leftOut: z.number(),
  /** The first pictures that are left out, as JSON. */
  problems: z.string(),
  /** Labels and metrics as JSON, when it has succeeded. */
  labels: z.string().optional(),
  metrics: z.string().optional(),
  /** The published version of the head, and whether it was made the current one. */
  version: z.number().optional(),
  current: z.boolean().optional(),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
});
export type TrainingRow = z.output<typeof rowSchema>;

const trainings = new JobTable<TrainingRow>({
  table: (storage) => storage.trainings,
  rowKey: "job",
  schema: rowSchema,
  notFound: "TrainingNotFound",
});

/**
 * Creates the row of a job, and one that lists it among those of its kind.
 *
 * @param id of `newestFirstId`
 * @throws ClassifierError `StorageUnavailable`
 */
export async function createTraining(
  storage: StorageClients,
  id: string,
  { kind, name, request }: Pick<TrainingRow, "kind" | "name" | "request">,
): Promise<void> {
  const counts = { found: 0, parts: 0, doneParts: 0, done: 0, leftOut: 0 };
  const state = { status: "Running", step: "list", encoder: "", problems: "[]" } as const;
  const createdAt = new Date();
  try {
    // First, because no list shows an entry without a job, but a job without an entry would run unseen.
    await storage.trainings.createEntity({ partitionKey: kind, rowKey: id });
  } catch (error) {
    throw toStorageError(error);
  }
  await trainings.create(storage, id, { kind, name, request, ...state, ...counts, createdAt });
}

/** {@link JobTable.find} of trainings and evaluations. */
export const findTraining = trainings.find.bind(trainings);

/**
 * Reads the row of a job of this kind.
 *
 * @throws ClassifierError `TrainingNotFound`, `StorageUnavailable`
 */
export async function findOfKind(
  storage: StorageClients,
  kind: TrainingKind,
  id: string,
): Promise<TrainingRow> {
  const row = await findTraining(storage, id);
  if (row.kind !== kind) throw new ClassifierError("TrainingNotFound");
  return row;
}

/** {@link JobTable.change} of trainings and evaluations. */
export const changeTraining = trainings.change.bind(trainings);

/** {@link JobTable.isCounted} of trainings and evaluations. */
export const isPartCounted = trainings.isCounted.bind(trainings);

/** Jobs that one answer lists. */
const MOST_LISTED = 100;

/** Rows that are read in parallel. */
const AT_ONCE = 16;

/**
 * Lists the newest jobs of a kind, newest first, at most 100.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function listTrainings(
  storage: StorageClients,
  kind: TrainingKind,
): Promise<{ id: string; row: TrainingRow }[]> {
  const ids: string[] = [];
  const filter = odata`PartitionKey eq ${kind}`;
  const pages = storage.trainings
    .listEntities<{ rowKey: string }>({ queryOptions: { filter, select: ["RowKey"] } })
    .byPage({ maxPageSize: MOST_LISTED });
  try {
    for await (const page of pages) {
      ids.push(...page.map(({ rowKey }) => rowKey));
      if (ids.length >= MOST_LISTED) break;
    }
  } catch (error) {
    throw toStorageError(error);
  }
  const rows = await pMap(ids.slice(0, MOST_LISTED), (id) => findListed(storage, id), {
    concurrency: AT_ONCE,
  });
  return rows.flat();
}

/** None where an operator has deleted its row. */
async function findListed(
  storage: StorageClients,
  id: string,
): Promise<{ id: string; row: TrainingRow }[]> {
  try {
    return [{ id, row: await findTraining(storage, id) }];
  } catch (error) {
    if (toClassifierError(error).code === "TrainingNotFound") return [];
    throw error;
  }
}
