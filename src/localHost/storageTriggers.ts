/** What starts functions from the storage account: queue messages, and blobs by scan or by event. */

import { startBlobQueue, toBlobFunction } from "./blobQueue.js";
import { scanForBlobs } from "./blobScanner.js";
import { createEventGrid, type EventGrid } from "./eventGrid.js";
import type { Listener } from "./queueListener.js";
import { startQueueTrigger } from "./queueTrigger.js";
import { connectStorage } from "./storage.js";
import type { StorageTriggerOptions } from "./triggerOptions.js";
import type { TriggeredFunction } from "./triggers.js";

/**
 * Starts the listeners. They create no queue and no container of the app: what is missing is waited
 * for, as in Azure.
 *
 * @param functions of the app; those without a storage trigger are left alone
 * @param listeners takes each listener when it has started, also where a later one fails
 */
export async function startStorageTriggers(
  functions: readonly TriggeredFunction[],
  options: Omit<StorageTriggerOptions, "storage">,
  listeners: Listener[],
): Promise<EventGrid> {
  const ofType = (type: string): TriggeredFunction[] =>
    functions.filter(({ trigger }) => trigger.type === type);
  // First, because it finds what is misconfigured.
  const blobFunctions = ofType("blobTrigger").map(toBlobFunction);
  const queueFunctions = ofType("queueTrigger");
  const noBlobs: EventGrid = async (_, res) => void res.writeHead(404).end();
  if (blobFunctions.length + queueFunctions.length === 0) return noBlobs;
  const storage = connectStorage();
  const shared = { ...options, storage };
  for (const queueFunction of queueFunctions) {
    listeners.push(startQueueTrigger(queueFunction, shared));
  }
  if (blobFunctions.length === 0) return noBlobs;
  const queue = await startBlobQueue(blobFunctions, shared);
  listeners.push(queue);
  for (const blobFunction of blobFunctions) {
    if (blobFunction.trigger.source === "EventGrid") continue;
    listeners.push(scanForBlobs(blobFunction, storage.blobs, queue, options.log));
  }
  return createEventGrid(blobFunctions, storage.blobs, queue, options.log);
}
