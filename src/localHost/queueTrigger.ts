import type { DequeuedMessageItem } from "@azure/storage-queue";
import { resolveSettings } from "./bindingExpressions.js";
import type { TypedData } from "./functionsCore.js";
import type { HostJson } from "./hostJson.js";
import type { Invoke } from "./invoke.js";
import type { Log } from "./log.js";
import { sendOutputs } from "./queueOutput.js";
import { listenToQueue, type Listener } from "./queueListener.js";
import { queueService } from "./storage.js";
import type { TriggeredFunction } from "./triggers.js";

export interface QueueTriggerOptions {
  readonly host: HostJson;
  readonly leaseSeconds: number;
  readonly invoke: Invoke;
  readonly log: Log;
}

/** Runs a function for each message of its queue, which is created when missing. */
export async function startQueueTrigger(
  { definition, trigger }: TriggeredFunction,
  { host, leaseSeconds, invoke, log }: QueueTriggerOptions,
): Promise<Listener> {
  const settings = host.extensions.queues;
  const service = queueService(trigger.connection);
  const name = resolveSettings(trigger.queueName ?? "");
  const queue = service.getQueueClient(name);
  await queue.createIfNotExists();
  return listenToQueue({
    queue,
    poison: name.endsWith("-poison") ? undefined : service.getQueueClient(`${name}-poison`),
    settings,
    leaseSeconds,
    log,
    run: async (text, message) => {
      const metadata = messageMetadata(text, message);
      const outcome = await invoke(definition, { input: { string: text }, metadata });
      await sendOutputs(definition, outcome.response, metadata, settings.messageEncoding);
    },
  });
}

/**
 * Azure's trigger metadata for a queue message. The top-level properties of a JSON message are
 * merged into it and win, without regard to case: a property "id" hides the message's own Id.
 * Arrays and nulls are left out, and what is not an object comes as text, as in Azure.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Storage.Queues, `QueueTriggerBinding`, and
 * azure-functions-host, `ApplyBindingData`.
 */
export function messageMetadata(
  text: string,
  message: DequeuedMessageItem,
): Record<string, TypedData> {
  const metadata: Record<string, TypedData> = {
    QueueTrigger: { string: text },
    DequeueCount: { int: message.dequeueCount },
    ExpirationTime: { json: JSON.stringify(message.expiresOn) },
    Id: { string: message.messageId },
    InsertionTime: { json: JSON.stringify(message.insertedOn) },
    NextVisibleTime: { json: JSON.stringify(message.nextVisibleOn) },
    PopReceipt: { string: message.popReceipt },
  };
  for (const [name, value] of Object.entries(jsonObject(text))) {
    if (value === null || Array.isArray(value)) continue;
    const same = Object.keys(metadata).find((key) => key.toLowerCase() === name.toLowerCase());
    metadata[same ?? name] =
      typeof value === "object" ? { json: JSON.stringify(value) } : { string: dotNetText(value) };
  }
  return metadata;
}

function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

const dotNetText = (value: unknown): string =>
  typeof value === "boolean" ? (value ? "True" : "False") : String(value);
