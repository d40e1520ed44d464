import { z } from "zod";
import type { StorageClients } from "./connection.js";
import { sendMessage } from "./messages.js";
import { deadLetterQueue } from "./names.js";
import { toStorageError } from "./storageError.js";
import { countDeadLetter } from "../telemetry/metrics.js";

/** A message that the service gave up on. It stays until an operator decides. */
const letterSchema = z.object({
  /** Queue of the original message. */
  queue: z.string(),
  code: z.string(),
  reason: z.string(),
  /** The original message; a string if it was not JSON. */
  message: z.unknown(),
});
export type DeadLetter = z.output<typeof letterSchema>;

/**
 * Stores a dead letter and counts it.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function keepDeadLetter(storage: StorageClients, letter: DeadLetter): Promise<void> {
  await sendMessage(storage, deadLetterQueue, letter);
  countDeadLetter(letter.queue, letter.code);
}

/** Maximum messages in one request to a queue. */
const PAGE = 32;

/** Visibility timeout of a taken letter, in seconds. */
const HOLD = 300;

/**
 * Peeks at the first letters, at most 32, and returns the approximate number of all.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function peekDeadLetters(
  storage: StorageClients,
): Promise<{ letters: DeadLetter[]; count: number }> {
  const queue = storage.queues.getQueueClient(deadLetterQueue);
  try {
    const [{ peekedMessageItems }, { approximateMessagesCount = 0 }] = await Promise.all([
      queue.peekMessages({ numberOfMessages: PAGE }),
      queue.getProperties(),
    ]);
    const letters = peekedMessageItems.map(({ messageText }) => parse(messageText));
    return { letters, count: approximateMessagesCount };
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Yields each letter once. A letter that is not removed becomes visible again after five minutes.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function* takeDeadLetters(
  storage: StorageClients,
): AsyncGenerator<{ letter: DeadLetter; remove: () => Promise<void> }> {
  const queue = storage.queues.getQueueClient(deadLetterQueue);
  for (;;) {
    const { receivedMessageItems } = await queue
      .receiveMessages({ numberOfMessages: PAGE, visibilityTimeout: HOLD })
      .catch((error: unknown) => {
        throw toStorageError(error);
      });
    if (receivedMessageItems.length === 0) return;
    for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
      yield {
        letter: parse(messageText),
        remove: async () => {
          await queue.deleteMessage(messageId, popReceipt);
        },
      };
    }
  }
}

function parse(messageText: string): DeadLetter {
  return letterSchema.parse(JSON.parse(Buffer.from(messageText, "base64").toString()));
}
