/** What starts functions from the storage account: queue messages, and blobs by scan or by event. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { BlobQueueOptions } from "./blobQueue.js";
import { startBlobTriggers, toBlobFunction } from "./blobTrigger.js";
import { answerEventGrid } from "./eventGrid.js";
import type { Listener } from "./queueListener.js";
import { startQueueTrigger } from "./queueTrigger.js";
import type { TriggeredFunction } from "./triggers.js";

/** Answers the webhook that Event Grid calls for blob triggers. */
export type EventGrid = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/**
 * @param triggered the app's functions; those without a storage trigger are left alone
 * @param listeners takes each listener when it has started, also where a later one fails
 */
export async function startStorageTriggers(
  triggered: readonly TriggeredFunction[],
  options: Omit<BlobQueueOptions, "functions">,
  listeners: Listener[],
): Promise<EventGrid> {
  const ofType = (type: string): TriggeredFunction[] =>
    triggered.filter(({ trigger }) => trigger.type === type);
  // First, because it finds what is misconfigured.
  const functions = ofType("blobTrigger").map(toBlobFunction);
  for (const queueFunction of ofType("queueTrigger")) {
    listeners.push(await startQueueTrigger(queueFunction, options));
  }
  if (functions.length === 0) return (req, res) => answerEventGrid(req, res, [], undefined);
  const blobs = await startBlobTriggers({ ...options, functions });
  listeners.push(...blobs.listeners);
  return (req, res) => answerEventGrid(req, res, functions, blobs.queue);
}
