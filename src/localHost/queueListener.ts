/**
 * Takes messages from a storage queue as the WebJobs queue listener does: batches, a lease that is
 * renewed while the work runs, retries after a delay, and a poison queue for what always fails.
 */

import type { DequeuedMessageItem, QueueClient } from "@azure/storage-queue";
import { setTimeout as delay } from "node:timers/promises";
import type { QueueSettings } from "./hostJson.js";
import { describeError, type Log } from "./log.js";
import { holdLease, type Lease } from "./queueLease.js";

/** Something that starts functions until it is told to stop. */
export interface Listener {
  /** Takes nothing new; resolves when what runs has finished. */
  stop(): Promise<void>;
  /** Gives back what still runs after the time for {@link stop} is over. */
  abandon(): Promise<void>;
}

export interface QueueListenerOptions {
  readonly queue: QueueClient;
  /**
   * Undefined for a poison queue itself. As in Azure, what fails there comes back only when its
   * lease is over, which keeps it from being tried without a pause for ever.
   */
  readonly poison: QueueClient | undefined;
  readonly settings: QueueSettings;
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
  let outage = false;

  /** @returns whether there were messages */
  async function takeBatch(): Promise<boolean> {
    try {
      const { receivedMessageItems } = await queue.receiveMessages({
        numberOfMessages: settings.batchSize,
        visibilityTimeout: leaseSeconds,
      });
      outage = false;
      for (const message of receivedMessageItems) {
        const lease = holdLease(queue, message, leaseSeconds, log);
        // Fetched while the host was told to stop: another host shall have it at once.
        const work = stopping.signal.aborted ? lease.release(0) : handle(options, message, lease);
        const done = work.catch((error: unknown) => {
          log("error", failure(error));
          return lease.release(0);
        });
        running.set(done, lease);
        void done.finally(() => running.delete(done));
      }
      return receivedMessageItems.length > 0;
    } catch (error) {
      if (!outage) log("error", failure(error));
      outage = true;
      return false;
    }
  }
  const failure = (error: unknown): string => `Queue ${queue.name}: ${describeError(error)}`;

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
    async abandon() {
      stopping.abort();
      await Promise.all([...running.values()].map((lease) => lease.release(0)));
    },
  };
}

async function handle(
  { queue, poison, settings, run, log }: QueueListenerOptions,
  message: DequeuedMessageItem,
  lease: Lease,
): Promise<void> {
  async function moveToPoison(): Promise<void> {
    if (!poison) return lease.lapse();
    await poison.createIfNotExists();
    await poison.sendMessage(message.messageText);
    await lease.remove();
    log("warning", `Message ${message.messageId} of ${queue.name} moved to ${poison.name}`);
  }
  const text = decode(message.messageText, settings.messageEncoding);
  // A count above the limit means that a host died while it worked on the last try.
  const isLost = poison && message.dequeueCount > settings.maxDequeueCount;
  if (text === undefined || isLost) return moveToPoison();
  try {
    await run(text, message);
  } catch {
    // The invocation has logged its error already.
    if (!poison || message.dequeueCount >= settings.maxDequeueCount) return moveToPoison();
    return lease.release(Math.round(settings.visibilityTimeout / 1000));
  }
  return lease.remove();
}

/** @returns undefined where the text is not valid base64 */
function decode(text: string, encoding: QueueSettings["messageEncoding"]): string | undefined {
  if (encoding === "none") return text;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes.toString() : undefined;
}
