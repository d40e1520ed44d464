import { ClassifierError } from "../errors.js";
import type { ClassificationFilter } from "./classificationFilter.js";
import { LARGEST_ANSWER, listStretches, PARTITIONS, type ListedRow } from "./classificationList.js";
import type { ClassificationRow } from "./classificationRow.js";
import type { StorageClients } from "./connection.js";

/** Part of a listing. */
export interface Page {
  readonly rows: readonly ClassificationRow[];
  /** The place at which the next page begins; undefined for the last page. */
  readonly next: string | undefined;
}

/** Which page of a listing to read. */
export interface PlaceInListing {
  /** Where the page before it ended; undefined for the first page. */
  readonly after: string | undefined;
  /** Most rows of the page. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/** Stretches for one page. The last ones have 16,000 rows each, whether they pass or not. */
const MOST_STRETCHES = 8;

/**
 * Reads a page of a listing by name: by RowKey, in which any character that is not a letter, a
 * digit, `.`, `_` or `-` goes before those. A page has fewer rows than its limit where too few of
 * many rows pass the filter.
 *
 * @throws ClassifierError `StorageUnavailable`, `CallerGone`
 */
export async function readPageByName(
  storage: StorageClients,
  filter: ClassificationFilter,
  { after, limit, signal }: PlaceInListing,
): Promise<Page> {
  const share = limit / PARTITIONS;
  // Some more than its share, because partitions differ. If that is not enough, few rows pass.
  const sizeOf = (stretch: number): number =>
    Math.min(LARGEST_ANSWER, Math.ceil(share + 2 * Math.sqrt(share)) * 4 ** stretch);
  const rows: ListedRow[] = [];
  let stretches = 0;
  for await (const stretch of listStretches(storage, filter, after, sizeOf, signal)) {
    rows.push(...stretch.rows);
    stretches++;
    if (rows.length > limit) return toPage(rows.slice(0, limit), rows[limit - 1]?.rowKey);
    const isEnough = rows.length === limit || stretches === MOST_STRETCHES;
    if (isEnough || stretch.end === undefined) return toPage(rows, stretch.end);
  }
  return toPage(rows, undefined);
}

/** Rows that are sorted at most, and the stretches, of 16,000 rows each, that are searched for them. */
export const MOST_SORTED = 10_000;
const MOST_SEARCHED = 64;

/**
 * Reads a page of a listing with the newest first: by the time of completion, or of queueing.
 *
 * @throws ClassifierError `InvalidParameter` for more than 10,000 rows, `StorageUnavailable`,
 *   `CallerGone`
 */
export async function readPageByTime(
  storage: StorageClients,
  filter: ClassificationFilter,
  { after, limit, signal }: PlaceInListing,
): Promise<Page> {
  const rows: ListedRow[] = [];
  let stretches = 0;
  const size = (): number => LARGEST_ANSWER;
  for await (const stretch of listStretches(storage, filter, undefined, size, signal)) {
    rows.push(...stretch.rows);
    if (rows.length > MOST_SORTED || ++stretches > MOST_SEARCHED) {
      throw new ClassifierError(
        "InvalidParameter",
        `order: newest is for at most ${MOST_SORTED} rows, and this container has more. Narrow them by prefix, since, status or label, or leave order out.`,
      );
    }
  }
  const placed = rows
    .map(({ row, rowKey }) => ({ row, rowKey, place: toTimePlace(row, rowKey) }))
    .filter(({ place }) => after === undefined || place < after)
    .toSorted((a, b) => (a.place > b.place ? -1 : 1));
  const isLast = placed.length <= limit;
  return toPage(placed.slice(0, limit), isLast ? undefined : placed[limit - 1]?.place);
}

/** Sorts by time, and rows of the same millisecond by name. */
function toTimePlace({ completedAt, queuedAt }: ClassificationRow, rowKey: string): string {
  return `${(completedAt ?? queuedAt).toISOString()} ${rowKey}`;
}

function toPage(rows: readonly ListedRow[], next: string | undefined): Page {
  return { rows: rows.map(({ row }) => row), next };
}
