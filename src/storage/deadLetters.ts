import { z } from "zod";
import type { StorageClients } from "./connection.js";
import { sendMessage } from "./messages.js";
import { deadLetterQueue } from "./names.js";
import { toStorageError } from "./storageError.js";
import { countDeadLetter } from "../telemetry/metrics.js";

/** A message that was given up on, kept until an operator decides. */
const letterSchema = z.object({
  /** The queue that it came from. */
  queue: z.string(),
  code: z.string(),
  reason: z.string(),
  /** As it was received; text where it was not JSON. */
  message: z.unknown(),
});
export type DeadLetter = z.output<typeof letterSchema>;

/** @throws ClassifierError `StorageUnavailable` */
export async function keepDeadLetter(storage: StorageClients, letter: DeadLetter): Promise<void> {
  await sendMessage(storage, deadLetterQueue, letter);
  countDeadLetter(letter.queue, letter.code);
}

/** At most so many messages come with one request to a queue. */
const PAGE = 32;

/** Seconds for which a letter is hidden from others who take letters. */
const HOLD = 300;

/**
 * The first letters, at most 32, left where they are, and how many there are about.
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
 * Every letter once; it is hidden from others until it is removed, or else comes back after five
 * minutes.
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
