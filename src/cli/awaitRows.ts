import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import { toClassifierError } from "../errors.js";
import type { ClassificationRow } from "../storage/classificationRow.js";
import { findClassification } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import type { Upload } from "../storage/upload.js";
import { CommandError } from "./command/mistakes.js";
import { rateProgress } from "./progress.js";

/** Milliseconds without any new row after which the rest is not waited for. */
const PATIENCE = 120_000;

/** Milliseconds between two looks at the rows that are missing. */
const PAUSE = 500;

/** Rows that are asked for in parallel. */
const AT_ONCE = 16;

/**
 * Yields the row of each upload when it has its outcome, and shows how many have.
 *
 * @param patience milliseconds
 * @throws CommandError where no further row gets its outcome
 */
export async function* awaitRows(
  storage: StorageClients,
  uploads: readonly Upload[],
  patience = PATIENCE,
): AsyncGenerator<ClassificationRow> {
  const show = rateProgress("Classifying", uploads.length);
  let missing = uploads;
  let until = performance.now() + patience;
  for (;;) {
    const looks = await pMap(missing, (upload) => outcomeOf(storage, upload), {
      concurrency: AT_ONCE,
    });
    const found = looks.filter((row) => row !== undefined);
    missing = missing.filter((_, i) => looks[i] === undefined);
    if (found.length > 0) {
      show(uploads.length - missing.length);
      until = performance.now() + patience;
    }
    yield* found;
    const [first] = missing;
    if (!first) return;
    if (performance.now() > until) {
      const count = `${missing.length} of ${uploads.length} uploads have no result`;
      const place = `${first.container}/${first.blobName}`;
      throw new CommandError(
        `${count} after ${patience / 1000} s without a new one, such as ${place}. Is the app running?`,
      );
    }
    await delay(PAUSE);
  }
}

/** The row of exactly this version of a blob; undefined while it has no outcome. */
async function outcomeOf(
  storage: StorageClients,
  { container, blobName, etag }: Upload,
): Promise<ClassificationRow | undefined> {
  try {
    const row = await findClassification(storage, container, blobName);
    return row.blobETag === etag && row.status !== "queued" ? row : undefined;
  } catch (error) {
    if (toClassifierError(error).code === "ClassificationNotFound") return undefined;
    throw error;
  }
}
