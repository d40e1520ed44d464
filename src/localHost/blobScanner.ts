import type { ContainerClient } from "@azure/storage-blob";
import { setTimeout as delay } from "node:timers/promises";
import { functionId, type BlobFunction, type BlobQueue } from "./blobQueue.js";
import { loadBlobReceipts, type BlobReceipts } from "./blobReceipts.js";
import { describeError, type Log } from "./log.js";
import type { Listener } from "./queueListener.js";

const scanIntervalMs = 1000;
// New blobs that are handed over at the same time.
const parallel = 16;

/**
 * Lists a function's container every second and hands each new version of a blob over to the queue
 * once. The container is created when missing.
 *
 * @param receiptContainer where the receipts of all functions lie
 */
export async function scanForBlobs(
  blobFunction: BlobFunction,
  receiptContainer: ContainerClient,
  hostId: string,
  queue: BlobQueue,
  log: Log,
): Promise<Listener> {
  const { definition, path, service } = blobFunction;
  const container = service.getContainerClient(path.container);
  await container.createIfNotExists();
  const folder = `blobreceipts/${hostId}/${definition.name}/`;
  const receipts = await loadBlobReceipts(receiptContainer, folder);
  const stopping = new AbortController();

  async function scanUntilStopped(): Promise<void> {
    let outage = false;
    // ETags by blob name, so that storage is asked about a version once only.
    let seen = new Map<string, string>();
    while (!stopping.signal.aborted) {
      try {
        seen = await scan(blobFunction, container, receipts, queue, seen);
        outage = false;
      } catch (error) {
        if (!outage) log("error", `Container ${path.container}: ${describeError(error)}`);
        outage = true;
      }
      await delay(scanIntervalMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const scanning = scanUntilStopped();
  return {
    async stop() {
      stopping.abort();
      await scanning;
    },
    async abandon() {},
  };
}

/** @returns the blobs that there are and that need no further look */
async function scan(
  { definition, path }: BlobFunction,
  container: ContainerClient,
  receipts: BlobReceipts,
  queue: BlobQueue,
  before: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  const pages = container.listBlobsFlat({ prefix: path.prefix }).byPage({ maxPageSize: 5000 });
  for await (const { segment } of pages) {
    const isNew = segment.blobItems.filter(({ name, properties }) => {
      const etag = quoted(properties.etag);
      if (before.get(name) === etag) seen.set(name, etag);
      return before.get(name) !== etag && path.match(name) !== undefined;
    });
    for (let at = 0; at < isNew.length; at += parallel) {
      await Promise.all(
        isNew.slice(at, at + parallel).map(async ({ name, properties }) => {
          const etag = quoted(properties.etag);
          const message = {
            FunctionId: functionId(definition.name),
            BlobType: properties.blobType ?? "BlockBlob",
            ContainerName: path.container,
            BlobName: name,
            ETag: etag,
          };
          const settled = await receipts.handOverOnce(name, etag, () => queue.enqueue(message));
          if (settled) seen.set(name, etag);
        }),
      );
    }
  }
  return seen;
}

/** A listing gives ETags without the quotation marks that they have everywhere else. */
const quoted = (etag: string): string => `"${etag.replaceAll('"', "")}"`;
