import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { statusOf, toStorageError } from "./storageError.js";

/** What a subscription is about: rows of single pictures, or batches that end. */
export const subscriptionKinds = ["row", "batch"] as const;

/** What became of a picture or a batch. */
export const outcomes = ["succeeded", "failed"] as const;

/** A row of the Table `subscriptions`; what it does not say of a filter lets everything pass. */
const rowSchema = z.object({
  kind: z.enum(subscriptionKinds),
  /** Holds a secret: never logged, never answered. */
  callbackUrl: z.string(),
  container: z.string().optional(),
  prefix: z.string().optional(),
  label: z.string().optional(),
  minScore: z.number().optional(),
  outcome: z.enum(outcomes).optional(),
  createdAt: z.date(),
});

export type SubscriptionRow = z.output<typeof rowSchema>;
export interface Subscription extends SubscriptionRow {
  readonly id: string;
}

/** All in one partition: they are few, and read together. */
const partitionKey = "subscriptions";

/** Subscriptions that one app has at most. */
export const MOST_SUBSCRIPTIONS = 500;

/**
 * Stores a subscription.
 *
 * @returns its id
 * @throws ClassifierError `TooManySubscriptions`, `StorageUnavailable`
 */
export async function createSubscription(
  storage: StorageClients,
  row: Omit<SubscriptionRow, "createdAt">,
): Promise<string> {
  const id = randomUUID();
  try {
    await storage.subscriptions.createEntity({
      partitionKey,
      rowKey: id,
      ...row,
      createdAt: new Date(),
    });
  } catch (error) {
    throw toStorageError(error);
  }
  // Counted afterwards, so that askers at the same time cannot each find the last free place.
  if ((await listSubscriptions(storage)).length <= MOST_SUBSCRIPTIONS) return id;
  await deleteSubscription(storage, id);
  const detail = `There are ${MOST_SUBSCRIPTIONS} subscriptions, the most that one app has. Delete one that is of no use any more.`;
  throw new ClassifierError("TooManySubscriptions", detail);
}

/** @throws ClassifierError `StorageUnavailable` */
export async function listSubscriptions(storage: StorageClients): Promise<Subscription[]> {
  const filter = `PartitionKey eq '${partitionKey}'`;
  const found: Subscription[] = [];
  try {
    for await (const entity of storage.subscriptions.listEntities({ queryOptions: { filter } })) {
      found.push({ id: entity.rowKey ?? "", ...rowSchema.parse(entity) });
    }
    return found;
  } catch (error) {
    // An account that was provisioned for an earlier version: nobody can have subscribed.
    if (statusOf(error) === 404) return [];
    throw toStorageError(error);
  }
}

/**
 * @returns undefined where it has ended
 * @throws ClassifierError `StorageUnavailable`
 */
export async function findSubscription(
  storage: StorageClients,
  id: string,
): Promise<SubscriptionRow | undefined> {
  try {
    return rowSchema.parse(await storage.subscriptions.getEntity(partitionKey, id));
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw toStorageError(error);
  }
}

/**
 * Ends a subscription, if it has not ended.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function deleteSubscription(storage: StorageClients, id: string): Promise<void> {
  try {
    await storage.subscriptions.deleteEntity(partitionKey, id);
  } catch (error) {
    if (statusOf(error) !== 404) throw toStorageError(error);
  }
}
