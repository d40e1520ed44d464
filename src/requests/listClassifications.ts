import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { toCsvHeader, toCsvRow, toListAnswer } from "../contracts/upload/listAnswer.js";
import type { ListRequest } from "../contracts/upload/listRequest.js";
import { callerSignal } from "../http/callerGone.js";
import { toPacedBody } from "../http/pacedBody.js";
import { listStretches } from "../storage/classificationList.js";
import { MOST_SORTED, readPageByName, readPageByTime } from "../storage/classificationPage.js";
import type { ClassificationRow } from "../storage/classificationRow.js";
import type { StorageClients } from "../storage/connection.js";
import { checkContainer } from "../storage/upload.js";

/** Rows of each partition that CSV holds at once: 4,000 in all. */
const CSV_STRETCH = 250;

/**
 * Answers with a page of rows as JSON, or with all of them as CSV.
 *
 * @throws ClassifierError `InvalidParameter` for too many rows to sort, `ContainerNotFound`,
 *   `StorageUnavailable`, `CallerGone`
 */
export async function listClassifications(
  storage: StorageClients,
  request: HttpRequest,
  asked: ListRequest,
  invocationId: string,
): Promise<HttpResponseInit> {
  const { type, order, filter, after, limit } = asked;
  const signal = callerSignal(invocationId);
  if (type === "text/csv") {
    const body = toPacedBody(invocationId, await openCsv(storage, asked, signal));
    return { body, headers: { "content-type": "text/csv; charset=utf-8" } };
  }
  const read = order === "newest" ? readPageByTime : readPageByName;
  const page = await read(storage, filter, { after, limit, signal });
  if (page.rows.length === 0) await checkContainer(storage, filter.container);
  return toListAnswer(request, asked, page);
}

/**
 * Opens all rows as CSV, and reads the first of them, so that a failure is known before any text.
 *
 * @throws ClassifierError as above; also while the text is read
 */
export async function openCsv(
  storage: StorageClients,
  asked: ListRequest,
  signal?: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  const runs = readRuns(storage, asked, signal);
  const { value: first = [] } = await runs.next();
  if (first.length === 0) await checkContainer(storage, asked.filter.container);
  const toCsv = (rows: readonly ClassificationRow[]): string =>
    rows.map((row) => toCsvRow(row, asked.topK)).join("");
  return (async function* () {
    yield Buffer.from(toCsvHeader(asked.topK) + toCsv(first));
    for await (const rows of runs) if (rows.length > 0) yield Buffer.from(toCsv(rows));
  })();
}

/** All rows, some at a time. */
async function* readRuns(
  storage: StorageClients,
  { filter, order }: ListRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly ClassificationRow[], undefined> {
  if (order === "newest") {
    const all = { after: undefined, limit: MOST_SORTED, signal };
    yield (await readPageByTime(storage, filter, all)).rows;
    return;
  }
  for await (const { rows } of listStretches(
    storage,
    filter,
    undefined,
    () => CSV_STRETCH,
    signal,
  )) {
    yield rows.map(({ row }) => row);
  }
}
