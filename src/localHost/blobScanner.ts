import type { BlobServiceClient, ContainerClient } from "@azure/storage-blob";
import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import type { BlobFunction, BlobQueue } from "./blobQueue.js";
import { describeError, type Log } from "./log.js";
import type { Listener } from "./queueListener.js";
import { isContainerMissing } from "./storage.js";

const scanIntervalMs = 1000;
// New blobs that are handed over at the same time.
const concurrency = 16;

/**
 * Lists a function's container every second and hands each new version of a blob over to the queue.
 * A host that starts hands over all that it finds: Azure's notes of what was handed over before are
 * left out, because triggers run at least once anyway.
 */
export function scanForBlobs(
  blobFunction: BlobFunction,
  blobs: BlobServiceClient,
  queue: BlobQueue,
  log: Log,
): Listener {
  const name = blobFunction.path.container;
  const container = blobs.getContainerClient(name);
  const stopping = new AbortController();
  /** ETags of what was handed over, by blob name. */
  const seen = new Map<string, string>();

  async function scanUntilStopped(): Promise<void> {
    let hasTrouble = false;
    while (!stopping.signal.aborted) {
      try {
        await scan(blobFunction, container, queue, seen);
        hasTrouble = false;
      } catch (error) {
        if (!hasTrouble) {
          if (isContainerMissing(error)) {
            log("warning", `Container ${name} is missing; waiting for it`);
          } else log("error", `Container ${name}: ${describeError(error)}`);
        }
        hasTrouble = true;
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
    abandon() {},
  };
}

async function scan(
  blobFunction: BlobFunction,
  container: ContainerClient,
  queue: BlobQueue,
  seen: Map<string, string>,
): Promise<void> {
  const { path } = blobFunction;
  const present = new Set<string>();
  const pages = container.listBlobsFlat({ prefix: path.prefix }).byPage({ maxPageSize: 5000 });
  for await (const { segment } of pages) {
    const fresh = segment.blobItems.filter(({ name, properties }) => {
      present.add(name);
      return seen.get(name) !== properties.etag && path.match(name) !== undefined;
    });
    const handOver = async ({ name, properties }: (typeof fresh)[number]): Promise<void> => {
      await queue.enqueue(blobFunction, name, properties.etag, properties.blobType);
      seen.set(name, properties.etag);
    };
    await pMap(fresh, handOver, { concurrency });
  }
  for (const name of seen.keys()) if (!present.has(name)) seen.delete(name);
}
