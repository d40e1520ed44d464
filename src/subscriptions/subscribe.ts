import type { StorageClients } from "../storage/connection.js";
import {
  createSubscription,
  deleteSubscription,
  type SubscriptionRow,
} from "../storage/subscriptions.js";
import { forgetKnownSubscriptions } from "./known.js";

/**
 * Begins a subscription. It sees everything that happens from half a minute later on.
 *
 * @returns its id
 * @throws ClassifierError `TooManySubscriptions`, `StorageUnavailable`
 */
export async function subscribe(
  storage: StorageClients,
  subscription: Omit<SubscriptionRow, "createdAt">,
): Promise<string> {
  const id = await createSubscription(storage, subscription);
  forgetKnownSubscriptions(storage);
  return id;
}

/**
 * Ends a subscription. What is on its way to it is dropped.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function unsubscribe(storage: StorageClients, id: string): Promise<void> {
  await deleteSubscription(storage, id);
  forgetKnownSubscriptions(storage);
}
