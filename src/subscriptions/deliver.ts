import { toResultJson } from "../contracts/classify/later.js";
import { ClassifierError, toClassifierError } from "../errors.js";
import { callbackNetwork } from "../outbound/callbackNetwork.js";
import { postCallback } from "../outbound/postCallback.js";
import type { Settings } from "../settings.js";
import type { CallbackOrder, NotificationOrder } from "../storage/callbacks.js";
import { findClassification } from "../storage/classifications.js";
import type { StorageClients } from "../storage/connection.js";
import { requestsContainer } from "../storage/names.js";
import { deleteSubscription, findSubscription } from "../storage/subscriptions.js";

/** What became of a message on the queue of callbacks. */
export type Delivery = "delivered" | "unsubscribed" | "ended";

/**
 * Sends what a message of the queue says, once. A subscription that has ended gets nothing more;
 * one whose URL answers that nobody listens there any more ends by that.
 *
 * @throws ClassifierError `CallbackFailed`, `CallbackGone`, `UrlNotAllowed`, `StorageUnavailable`
 */
export async function deliver(
  storage: StorageClients,
  order: CallbackOrder | NotificationOrder,
  settings: Settings,
): Promise<Delivery> {
  if ("url" in order) return deliverResult(storage, order, settings);
  const { subscriptionId, notification } = order;
  const subscription = await findSubscription(storage, subscriptionId);
  if (!subscription) return "unsubscribed";
  try {
    await post(subscription.callbackUrl, notification, settings);
    return "delivered";
  } catch (error) {
    if (toClassifierError(error).code !== "CallbackGone") throw error;
    await deleteSubscription(storage, subscriptionId);
    return "ended";
  }
}

async function deliverResult(
  storage: StorageClients,
  { container, blobName, url }: CallbackOrder,
  settings: Settings,
): Promise<Delivery> {
  try {
    const row = await findClassification(storage, container, blobName);
    // The picture of a request goes when it is done: one that was not there before was taken back.
    const isTakenBack = container === requestsContainer && row.errorCode === "BlobNotFound";
    if (isTakenBack) return "unsubscribed";
    await post(url, toResultJson(row), settings);
    return "delivered";
  } catch (error) {
    if (toClassifierError(error).code === "ClassificationNotFound") return "unsubscribed";
    throw error;
  }
}

function post(url: string, content: object, settings: Settings): Promise<void> {
  const { callbackKey, callbackAllowlist } = settings;
  if (callbackKey === undefined) throw new ClassifierError("CallbacksOff");
  return postCallback(
    url,
    content,
    callbackKey,
    settings.url,
    callbackNetwork(url, callbackAllowlist),
  );
}
