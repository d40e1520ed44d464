/**
 * Takes messages from a storage queue as Azure does: batches, a lease that is renewed while the work
 * runs, retries after a delay, and a poison queue for what always fails.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Storage.Common, `QueueListener`, `QueueProcessor`.
 */

import type { DequeuedMessageItem, QueueClient } from "@azure/storage-queue";
import { setTimeout as delay } from "node:timers/promises";
import type { HostJson } from "./hostJson.js";
import { describeError, type Log } from "./log.js";
import { sendToPoison } from "./poisonQueue.js";
import { holdLease, type Lease } from "./queueLease.js";
import { isQueueMissing } from "./storage.js";

/** Something that starts functions until it is told to stop. */
export interface Listener {
  /** Takes nothing new; resolves when what runs has finished. */
  stop(): Promise<void>;
  /** Lets go of what still runs after the time for {@link stop} is over. */
  abandon(): void;
}

export interface QueueListenerOptions {
  /** Need not exist yet: the listener waits for it. */
  readonly queue: QueueClient;
  /** Undefined for a poison queue itself. */
  readonly poison: QueueClient | undefined;
  readonly settings: HostJson["extensions"]["queues"];
  /** Seconds for which a message is hidden while it is worked on; renewed at half of it. */
  readonly leaseSeconds: number;
  /** @param text the decoded message; a rejection means that the message is to be tried again */
  readonly run: (text: string, message: DequeuedMessageItem) => Promise<void>;
  readonly log: Log;
}

const shortestPollMs = 100;

export function listenToQueue(options: QueueListenerOptions): Listener {
  const { queue, settings, leaseSeconds, log } = options;
  const stopping = new AbortController();
  const running = new Map<Promise<void>, Lease>();
  let hasTrouble = false;

  /** @returns whether there were messages */
  async function takeBatch(): Promise<boolean> {
    try {
      const { receivedMessageItems } = await queue.receiveMessages({
        numberOfMessages: settings.batchSize,
        visibilityTimeout: leaseSeconds,
      });
      hasTrouble = false;
      for (const message of receivedMessageItems) {
        const lease = holdLease(queue, message, leaseSeconds, log);
        const done = handle(options, message, lease).catch((error: unknown) => {
          log("error", `Queue ${queue.name}: ${describeError(error)}`);
          lease.lapse();
        });
        running.set(done, lease);
        void done.finally(() => running.delete(done));
      }
      return receivedMessageItems.length > 0;
    } catch (error) {
      if (!hasTrouble) {
        if (isQueueMissing(error)) log("warning", `Queue ${queue.name} is missing; waiting for it`);
        else log("error", `Queue ${queue.name}: ${describeError(error)}`);
      }
      hasTrouble = true;
      return false;
    }
  }

  async function poll(): Promise<void> {
    let wait = shortestPollMs;
    while (!stopping.signal.aborted) {
      if (running.size > settings.newBatchThreshold) await Promise.race(running.keys());
      else if (await takeBatch()) wait = shortestPollMs;
      else {
        await delay(wait, undefined, { signal: stopping.signal }).catch(() => {});
        // Randomised, so that several hosts do not poll in step.
        wait = Math.min(settings.maxPollingInterval, wait * (1.5 + Math.random()));
      }
    }
  }

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      await polling;
      await Promise.all(running.keys());
    },
    // As when Azure ends a worker: nobody gives the messages back, they come back by themselves.
    abandon() {
      for (const lease of running.values()) lease.lapse();
    },
  };
}

async function handle(
  { queue, poison, settings, run, log }: QueueListenerOptions,
  message: DequeuedMessageItem,
  lease: Lease,
): Promise<void> {
  const { messageId, messageText, dequeueCount } = message;
  const { maxDequeueCount, visibilityTimeout, messageEncoding } = settings;
  async function giveUp(reason: string): Promise<void> {
    // A poison queue has no poison queue. What is given up there is hidden for a whole lease each
    // time that it is received, and runs no function, until its time to live is over.
    if (poison) {
      await sendToPoison(poison, messageText);
      await lease.remove();
    } else lease.lapse();
    const what = poison ? `moved to ${poison.name}` : "stays until it expires";
    log("warning", `Message ${messageId} of ${queue.name} ${what}: ${reason}`);
  }
  const text = decode(messageText, messageEncoding);
  if (text === undefined) return giveUp("it is not valid base64");
  const exhausted = `it has reached maxDequeueCount, ${maxDequeueCount}`;
  if (dequeueCount > maxDequeueCount) return giveUp(exhausted);
  try {
    await run(text, message);
  } catch {
    // The invocation has logged its error already.
    // Without a delay, a poison queue's message would be tried again and again at once.
    if (!poison) return lease.lapse();
    if (dequeueCount >= maxDequeueCount) return giveUp(exhausted);
    return lease.release(Math.round(visibilityTimeout / 1000));
  }
  return lease.remove();
}

/** @returns undefined where .NET's `Convert.FromBase64String` would refuse the text */
function decode(text: string, encoding: "base64" | "none"): string | undefined {
  if (encoding === "none") return text;
  const compact = text.replace(/\s/g, "");
  const isBase64 = compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact);
  return isBase64 ? Buffer.from(compact, "base64").toString() : undefined;
}
