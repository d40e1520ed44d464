import { toClassifierError } from "../errors.js";
import { noteAttempt } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { hideMessage, type Delivery } from "../storage/delivery.js";
import { requestQueue } from "../storage/names.js";
import type { ClassificationRequest } from "../storage/requests.js";

/**
 * Records a failed attempt in the row and delays the next delivery. Both steps are optional,
 * because storage itself may have failed; then the host's own delay applies.
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
