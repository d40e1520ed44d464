import { toClassifierError } from "../errors.js";
import { noteAttempt } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { hideMessage, type Delivery } from "../storage/delivery.js";
import { requestQueue } from "../storage/names.js";
import type { ClassificationRequest } from "../storage/requests.js";

/**
 * After an attempt in vain: the row says why, and the message comes back later each time. Storage
 * may be what failed, so neither is insisted on: the host's own delay is there in any case.
 */
export async function postpone(
  storage: StorageClients,
  request: ClassificationRequest,
  delivery: Delivery,
  error: unknown,
): Promise<void> {
  await Promise.allSettled([
    noteAttempt(storage, request, delivery.dequeueCount, toClassifierError(error)),
    hideMessage(storage, requestQueue, delivery),
  ]);
}
