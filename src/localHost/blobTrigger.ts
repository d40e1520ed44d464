import { compileBlobPath } from "./blobPath.js";
import { startBlobQueue, type BlobFunction, type BlobQueue } from "./blobQueue.js";
import type { BlobQueueOptions } from "./blobQueue.js";
import { scanForBlobs } from "./blobScanner.js";
import type { Listener } from "./queueListener.js";
import { blobService } from "./storage.js";
import type { TriggeredFunction } from "./triggers.js";

/** @throws ClassifierError InvalidSetting for a path or connection that cannot be used */
export function toBlobFunction({ definition, trigger }: TriggeredFunction): BlobFunction {
  return {
    definition,
    path: compileBlobPath(trigger.path ?? ""),
    source: trigger.source === "EventGrid" ? "EventGrid" : "LogsAndContainerScan",
    service: blobService(trigger.connection),
  };
}

/**
 * Starts the queue that all blob functions share and a scan for each function that polls.
 *
 * @returns the queue, to which Event Grid's webhook adds too, and everything to stop at the end
 */
export async function startBlobTriggers(
  options: BlobQueueOptions,
): Promise<{ queue: BlobQueue; listeners: Listener[] }> {
  const queue = await startBlobQueue(options);
  const listeners: Listener[] = [queue];
  const receipts = blobService().getContainerClient("azure-webjobs-hosts");
  await receipts.createIfNotExists();
  for (const blobFunction of options.functions) {
    if (blobFunction.source === "EventGrid") continue;
    listeners.push(await scanForBlobs(blobFunction, receipts, options.hostId, queue, options.log));
  }
  return { queue, listeners };
}
