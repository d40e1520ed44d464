import { setTimeout as delay } from "node:timers/promises";
import { findClassification } from "../../src/storage/classifications.js";
import type { ClassificationRow } from "../../src/storage/classificationRow.js";
import type { StorageClients } from "../../src/storage/connection.js";
import { takeDeadLetters } from "../../src/storage/deadLetters.js";
import { uploadsContainer } from "../../src/storage/names.js";
import type { Entry, Ledger } from "./ledger.js";

/** What was found in the end, compared with the ledger. */
export interface Findings {
  right: number;
  /** Of blobs that were deleted: no row, or a final one. */
  deleted: number;
  lost: string[];
  wrong: string[];
  /** Blobs with more than one row. */
  doubled: string[];
  /** Different broken messages that operators will find. */
  brokenKept: number;
  /** Requests that were given up on although they were in order. */
  givenUp: number;
}

/**
 * Waits until every blob's row is final and about its last version, and compares them.
 *
 * @param patience milliseconds after which what is missing counts as lost, if meanwhile no other row
 *   became right and no queue became shorter
 */
export async function verify(
  storage: StorageClients,
  ledger: Ledger,
  patience: number,
): Promise<Findings> {
  const findings: Findings = {
    right: 0,
    deleted: 0,
    lost: [],
    wrong: [],
    doubled: [],
    brokenKept: 0,
    givenUp: 0,
  };
  let progress = performance.now();
  let least = Number.POSITIVE_INFINITY;
  for (const [name, entry] of ledger) {
    for (;;) {
      const row = await findClassification(storage, uploadsContainer, name).catch(() => undefined);
      if (isSettled(entry, row)) {
        judge(findings, name, entry, row);
        progress = performance.now();
        break;
      }
      if (performance.now() - progress > patience) {
        // Each start of a host hands over every blob again, which takes minutes after many kills.
        const left = await countMessages(storage);
        if (left >= least) {
          findings.lost.push(name);
          break;
        }
        least = left;
        progress = performance.now();
      }
      await delay(100);
    }
  }
  await countRows(storage, findings);
  await countLetters(storage, findings);
  return findings;
}

/** Messages of all queues. */
async function countMessages({ queues }: StorageClients): Promise<number> {
  let count = 0;
  for await (const { name } of queues.listQueues()) {
    count += (await queues.getQueueClient(name).getProperties()).approximateMessagesCount ?? 0;
  }
  return count;
}

function isSettled({ versions, deleted }: Entry, row: ClassificationRow | undefined): boolean {
  // A deleted blob may never have been seen.
  if (deleted) return row?.status !== "queued";
  const last = versions.at(-1);
  return row !== undefined && row.status !== "queued" && row.blobETag === last?.upload.etag;
}

function judge(
  findings: Findings,
  name: string,
  { versions, deleted }: Entry,
  row: ClassificationRow | undefined,
): void {
  const found = row?.status === "succeeded" ? row.topLabel : row?.errorCode;
  if (deleted) {
    const known = versions.find(({ upload }) => upload.etag === row?.blobETag);
    const isRight = !row || found === "BlobNotFound" || found === known?.outcome;
    if (isRight) findings.deleted++;
    else findings.wrong.push(`${name}: ${found}`);
  } else if (found === versions.at(-1)?.outcome) findings.right++;
  else findings.wrong.push(`${name}: ${found} instead of ${versions.at(-1)?.outcome}`);
}

async function countRows(storage: StorageClients, { doubled, wrong }: Findings): Promise<void> {
  const seen = new Set<string>();
  for await (const { blobName, status } of storage.classifications.listEntities()) {
    if (seen.has(String(blobName))) doubled.push(String(blobName));
    seen.add(String(blobName));
    if (status === "queued") wrong.push(`${String(blobName)}: still queued`);
  }
}

async function countLetters(storage: StorageClients, findings: Findings): Promise<void> {
  const broken = new Set<string>();
  for await (const { letter } of takeDeadLetters(storage)) {
    if (letter.code === "InvalidMessage") broken.add(JSON.stringify(letter.message));
    else findings.givenUp++;
  }
  findings.brokenKept = broken.size;
}
