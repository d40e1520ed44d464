import { resolveParameters, resolveSettings } from "./bindingExpressions.js";
import type { InvocationResponse, RegisteredFunction, TypedData } from "./functionsCore.js";
import type { HostJson } from "./hostJson.js";

type Encoding = HostJson["extensions"]["queues"]["messageEncoding"];

/** Sends what an invocation returned for its queue outputs; an array is several messages. */
export async function sendOutputs(
  { bindings }: RegisteredFunction,
  { returnValue, outputData = [] }: InvocationResponse,
  metadata: Readonly<Record<string, TypedData>>,
  encoding: Encoding,
): Promise<void> {
  for (const { name, data } of [{ name: "$return", data: returnValue }, ...outputData]) {
    const binding = bindings[name];
    if (binding?.type !== "queue" || !data) continue;
    const parameters = bindingData(metadata);
    const queueName = resolveParameters(resolveSettings(binding.queueName ?? ""), parameters);
    const { queueService } = await import("./storage.js");
    const queue = queueService(binding.connection).getQueueClient(queueName);
    for (const message of toMessages(data)) {
      const send = (): Promise<unknown> => queue.sendMessage(encode(message, encoding));
      // Azure too creates the queue when there is none, but does not ask first.
      await send().catch(async (error: unknown) => {
        if (!isQueueMissing(error)) throw error;
        await queue.createIfNotExists();
        await send();
      });
    }
  }
}

function bindingData(metadata: Readonly<Record<string, TypedData>>): Map<string, string> {
  const entries = Object.entries(metadata);
  return new Map(
    entries.map(([name, { string, int }]) => [name.toLowerCase(), string ?? `${int}`]),
  );
}

function toMessages({ string, json, bytes, int, double }: TypedData): (string | Uint8Array)[] {
  if (bytes) return [bytes];
  if (json === undefined) return [string ?? String(int ?? double)];
  const value: unknown = JSON.parse(json);
  const messages: unknown[] = Array.isArray(value) ? value : [value];
  return messages.map((message) =>
    typeof message === "string" ? message : JSON.stringify(message),
  );
}

const encode = (message: string | Uint8Array, encoding: Encoding): string =>
  Buffer.from(message).toString(encoding === "base64" ? "base64" : "utf8");

const isQueueMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "QueueNotFound";
