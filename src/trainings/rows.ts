import { z } from "zod";
import { ClassifierError } from "../errors.js";
import type { LocatedPicture } from "../learning/dataset/labelledPicture.js";
import { placeSchema } from "../learning/dataset/picturePlace.js";
import type { StorageClients } from "../storage/connection.js";
import { pinWork, readWork } from "../storage/trainingBlobs.js";

const rowSchema = z.object({
  name: z.string(),
  labels: z.array(z.string()),
  place: placeSchema,
  /** Whether it is one of the pictures that were given to measure with. */
  given: z.boolean(),
});
export type DataRow = z.output<typeof rowSchema>;

/** The pictures of a job, as they were listed first; later steps go by these. */
const rowsSchema = z.object({
  task: z.enum(["single-label", "multi-label"]),
  /** In the order of the data; those that were given to measure with come last. */
  rows: z.array(rowSchema),
});
export type DataRows = z.output<typeof rowsSchema>;

const file = "rows.json";

/**
 * Writes down the pictures. Of two deliveries the first one counts.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function pinRows(
  storage: StorageClients,
  id: string,
  rows: DataRows,
): Promise<DataRows> {
  const bytes = await pinWork(storage, id, file, Buffer.from(JSON.stringify(rows)));
  return rowsSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
}

/**
 * @returns undefined if they are not written down yet
 * @throws ClassifierError `StorageUnavailable`
 */
export async function findRows(storage: StorageClients, id: string): Promise<DataRows | undefined> {
  const bytes = await readWork(storage, id, file);
  return bytes && rowsSchema.parse(JSON.parse(bytes.toString()));
}

/** @throws ClassifierError `StorageUnavailable`, also where they are not written down */
export async function readRows(storage: StorageClients, id: string): Promise<DataRows> {
  const rows = await findRows(storage, id);
  if (rows) return rows;
  const detail = "The list of the job's pictures is missing in storage.";
  throw new ClassifierError("StorageUnavailable", detail);
}

export function toRow({ name, labels, place }: LocatedPicture, given: boolean): DataRow {
  return { name, labels: [...labels], place, given };
}
