import type { TableEntityResult } from "@azure/data-tables";
import { ClassifierError } from "../errors.js";
import {
  toColumnConditions,
  toKeyCondition,
  type ClassificationFilter,
} from "./classificationFilter.js";
import { rowSchema, type ClassificationRow } from "./classificationRow.js";
import type { StorageClients } from "./connection.js";
import { toStorageError } from "./storageError.js";
import { toPartitionKeys } from "./tableKeys.js";

/** A row and its place in a listing. */
export interface ListedRow {
  readonly rowKey: string;
  readonly row: ClassificationRow;
}

/** The rows between two places of a listing, in the order of their RowKeys. */
export interface Stretch {
  readonly rows: readonly ListedRow[];
  /** The RowKey that the listing has reached; undefined at its end. */
  readonly end: string | undefined;
}

/** Partitions of a container. */
export const PARTITIONS = 16;
/** Most entities of one answer of a Table. */
export const LARGEST_ANSWER = 1000;

/**
 * Lists the rows of a container by RowKey, in stretches. The partitions have about as many rows
 * each. So the first one says where a stretch ends, and then all are asked what they have in it. A
 * place in the listing is thus one RowKey, however few rows pass the filter, and a stretch costs
 * seventeen requests and little memory.
 *
 * @param after the RowKey after which the listing begins; undefined for its beginning
 * @param sizeOf how many rows a partition is to have in a stretch, whether they pass or not, 1 to
 *   {@link LARGEST_ANSWER}
 * @throws ClassifierError `StorageUnavailable`, `CallerGone` where the signal is aborted
 */
export async function* listStretches(
  storage: StorageClients,
  filter: ClassificationFilter,
  after: string | undefined,
  sizeOf: (stretch: number) => number,
  signal?: AbortSignal,
): AsyncGenerator<Stretch, void> {
  let place = after;
  for (let stretch = 0; ; stretch++) {
    try {
      const { rows, end } = await readStretch(storage, filter, place, sizeOf(stretch), signal);
      yield { rows, end };
      if (end === undefined) return;
      place = end;
    } catch (cause) {
      throw signal?.aborted ? new ClassifierError("CallerGone", undefined, { cause }) : cause;
    }
  }
}

async function readStretch(
  storage: StorageClients,
  filter: ClassificationFilter,
  after: string | undefined,
  size: number,
  signal: AbortSignal | undefined,
): Promise<Stretch> {
  const partitions = toPartitionKeys(filter.container);
  const [first = ""] = partitions;
  const keys = [toKeyCondition(first, filter, after)];
  const { end: until } = await ask(storage, keys, { size, select: ["RowKey"], signal });
  const columns = toColumnConditions(filter);
  const answers = await Promise.all(
    partitions.map((partition) => {
      const conditions = [toKeyCondition(partition, filter, after, until), ...columns];
      return ask(storage, conditions, { size: LARGEST_ANSWER, signal });
    }),
  );
  // A partition with more rows than one answer has ends the stretch earlier.
  const [end] = [until, ...answers.map((answer) => answer.end)]
    .filter((key) => key !== undefined)
    .toSorted();
  const rows = answers
    .flatMap(({ entities }) => entities)
    .map((entity) => ({ rowKey: entity.rowKey ?? "", row: rowSchema.parse(entity) }))
    .filter(({ rowKey }) => end === undefined || rowKey <= end)
    .filter(({ row }) => row.blobName.startsWith(filter.prefix))
    .toSorted((a, b) => (a.rowKey < b.rowKey ? -1 : 1));
  return { rows, end };
}

interface Answer {
  readonly entities: readonly TableEntityResult<object>[];
  /** The last RowKey, if there is more. */
  readonly end: string | undefined;
}

/** The first answer of a query that has entities; the Table may answer with none and go on. */
async function ask(
  { classifications }: StorageClients,
  conditions: readonly string[],
  options: { size: number; select?: string[]; signal: AbortSignal | undefined },
): Promise<Answer> {
  const { size: maxPageSize, select, signal: abortSignal } = options;
  const queryOptions = { filter: conditions.join(" and "), ...(select && { select }) };
  const pages = classifications
    .listEntities({ queryOptions, ...(abortSignal && { abortSignal }) })
    .byPage({ maxPageSize });
  try {
    for await (const page of pages) {
      if (page.length === 0) continue;
      return { entities: page, end: page.continuationToken && page.at(-1)?.rowKey };
    }
    return { entities: [], end: undefined };
  } catch (error) {
    throw toStorageError(error);
  }
}
