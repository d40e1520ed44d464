import type { QueueClient } from "@azure/storage-queue";
import { z } from "zod";
import { startTestHost, type TestHost, type TestStorage } from "./testHost.js";

/** What the test app notes down of a run of its queue function. */
export const runSchema = z.object({
  message: z.unknown(),
  metadata: z.record(z.string(), z.unknown()),
});

export interface QueueHost {
  readonly host: TestHost;
  /** The queue of the app's function, or another one by what its name has more. */
  readonly queues: (suffix?: string) => QueueClient;
}

/** A host with queues of its own, which are there before it starts. */
export async function startQueueHost(storage: TestStorage, ...flags: string[]): Promise<QueueHost> {
  const names = storage.newNames();
  const queues = (suffix = ""): QueueClient =>
    storage.queues.getQueueClient(names.WORK_QUEUE + suffix);
  await Promise.all([queues().create(), queues("-lost-poison").create()]);
  return { host: await startTestHost({ ...names, BLOB_CONTAINER: "" }, ...flags), queues };
}

export const send = (queue: QueueClient, text: string): Promise<unknown> =>
  queue.sendMessage(Buffer.from(text).toString("base64"));

/** The runs of the queue function, in their order. */
export async function runs(host: TestHost): Promise<z.output<typeof runSchema>[]> {
  return (await host.seen()).flatMap((entry) => runSchema.safeParse(entry).data ?? []);
}

export async function countOf(queue: QueueClient): Promise<number> {
  return (await queue.getProperties()).approximateMessagesCount ?? 0;
}
