import { markQueued } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import type { DeadLetter } from "../storage/deadLetters.js";
import { sendMessage } from "../storage/messages.js";
import { requestQueue } from "../storage/names.js";
import { sendRequest, toRequest } from "../storage/requests.js";

/**
 * Sends a dead letter back to its queue, and sets its row to `queued`.
 *
 * @returns false for an invalid message, which would fail again
 * @throws ClassifierError `StorageUnavailable`
 */
export async function requeue(storage: StorageClients, letter: DeadLetter): Promise<boolean> {
  const { queue, code, message } = letter;
  if (code === "InvalidMessage") return false;
  if (queue !== requestQueue) {
    await sendMessage(storage, queue, message);
    return true;
  }
  const request = toRequest(message);
  const rowETag = await markQueued(storage, request, true);
  await sendRequest(storage, { ...request, rowETag });
  return true;
}
