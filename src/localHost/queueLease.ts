import type { DequeuedMessageItem, QueueClient } from "@azure/storage-queue";
import { describeError, type Log } from "./log.js";
import { hasCode } from "./storage.js";

/**
 * A message that is hidden from others. The first call ends the lease, whether or not storage heard
 * of it: a message that storage did not hear of comes back when the lease runs out.
 */
export interface Lease {
  /** Makes the message visible again after so many seconds. */
  release(afterSeconds: number): Promise<void>;
  /** Deletes the message: it is done. */
  remove(): Promise<void>;
  /** Renews no more: the message comes back when its time is over. */
  lapse(): void;
}

/** Keeps a received message hidden, by renewal at half its time, until the lease is ended. */
export function holdLease(
  queue: QueueClient,
  message: DequeuedMessageItem,
  seconds: number,
  log: Log,
): Lease {
  const { messageId } = message;
  let { popReceipt } = message;
  let renewal = Promise.resolve();
  let ended = false;

  async function renew(): Promise<void> {
    try {
      const renewed = await queue.updateMessage(messageId, popReceipt, undefined, seconds);
      popReceipt = renewed.popReceipt ?? popReceipt;
    } catch (error) {
      log("warning", `Message ${messageId} of ${queue.name}: not renewed: ${describeError(error)}`);
    }
  }
  const timer = setInterval(() => {
    renewal = renewal.then(renew);
  }, seconds * 500);

  // The receipt changes with each renewal, so one under way is waited for.
  async function end(act: () => Promise<unknown>): Promise<void> {
    if (ended) return;
    ended = true;
    clearInterval(timer);
    await renewal;
    try {
      await act();
    } catch (error) {
      if (!isGone(error)) throw error;
      // Its function may have hidden it for longer, or another host has it by now.
      log("debug", `Message ${messageId} of ${queue.name} is left alone: ${describeError(error)}`);
    }
  }
  return {
    release: (afterSeconds) =>
      end(() => queue.updateMessage(messageId, popReceipt, undefined, afterSeconds)),
    remove: () => end(() => queue.deleteMessage(messageId, popReceipt)),
    lapse: () => {
      ended = true;
      clearInterval(timer);
    },
  };
}

/** The message was deleted, or its lease ran out and it was received again. */
const isGone = (error: unknown): boolean =>
  hasCode(error, "MessageNotFound", "PopReceiptMismatch", "QueueNotFound");
