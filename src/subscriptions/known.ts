import type { StorageClients } from "../storage/connection.js";
import { listSubscriptions, type Subscription } from "../storage/subscriptions.js";

/**
 * Milliseconds for which a list of subscriptions is good, from when its reading began: whatever was
 * subscribed before that is in it.
 */
const FRESH = 30_000;

interface Known {
  readonly readAt: number;
  readonly list: Promise<readonly Subscription[]>;
}

const lists = new WeakMap<StorageClients, Known>();

/**
 * The subscriptions that there are: none is missing that is older than half a minute. So a picture
 * costs nothing more while nobody has subscribed.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export function knownSubscriptions(
  storage: StorageClients,
  now = performance.now(),
): Promise<readonly Subscription[]> {
  const known = lists.get(storage);
  if (known && now - known.readAt < FRESH) return known.list;
  const list = listSubscriptions(storage);
  lists.set(storage, { readAt: now, list });
  // A failure is not remembered.
  list.catch(() => lists.delete(storage));
  return list;
}

/** Called where a subscription began or ended, so that this process knows at once. */
export function forgetKnownSubscriptions(storage: StorageClients): void {
  lists.delete(storage);
}
