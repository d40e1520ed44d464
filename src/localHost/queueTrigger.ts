import type { DequeuedMessageItem } from "@azure/storage-queue";
import { BindingData, jsonProperties } from "./bindingData.js";
import type { TypedData } from "./functionsCore.js";
import { hasPoisonQueue } from "./poisonQueue.js";
import { listenToQueue, type Listener } from "./queueListener.js";
import type { StorageTriggerOptions } from "./triggerOptions.js";
import type { TriggeredFunction } from "./triggers.js";

/** Runs a function for each message of its queue. */
export function startQueueTrigger(
  definition: TriggeredFunction,
  { host, storage, leaseSeconds, invoke, log }: StorageTriggerOptions,
): Listener {
  const { queueName = "" } = definition.trigger;
  return listenToQueue({
    queue: storage.queues.getQueueClient(queueName),
    poison: hasPoisonQueue(queueName)
      ? storage.queues.getQueueClient(`${queueName}-poison`)
      : undefined,
    settings: host.extensions.queues,
    leaseSeconds,
    log,
    run: async (text, message) => {
      const metadata = messageMetadata(text, message);
      await invoke(definition, { input: { string: text }, metadata });
    },
  });
}

/**
 * Azure's trigger metadata for a queue message. The top-level properties of a JSON message are
 * merged into it and win: a property "id" hides the message's own Id.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Storage.Queues, `QueueTriggerBinding`, and
 * azure-functions-host, `ApplyBindingData`.
 */
function messageMetadata(text: string, message: DequeuedMessageItem): Record<string, TypedData> {
  const data = new BindingData();
  data.set("QueueTrigger", { string: text });
  data.set("DequeueCount", { int: message.dequeueCount });
  data.set("ExpirationTime", { json: JSON.stringify(message.expiresOn) });
  data.set("Id", { string: message.messageId });
  data.set("InsertionTime", { json: JSON.stringify(message.insertedOn) });
  data.set("NextVisibleTime", { json: JSON.stringify(message.nextVisibleOn) });
  data.set("PopReceipt", { string: message.popReceipt });
  for (const [name, value] of jsonProperties(text)) {
    data.set(name, typeof value === "object" ? { json: JSON.stringify(value) } : { string: value });
  }
  return data.toMetadata();
}
