/**
 * Found blobs go through a queue of the host's own, as in Azure: whatever happens to a host, each
 * of them is tried up to five times and then ends on `webjobs-blobtrigger-poison`.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Storage.Blobs, `BlobTriggerMessage`,
 * `BlobQueueTriggerExecutor`, `SharedBlobQueueListenerFactory`.
 */

import type { BlobDownloadResponseParsed, BlobServiceClient } from "@azure/storage-blob";
import type { QueueClient } from "@azure/storage-queue";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import { z } from "zod";
import type { BlobPath } from "./blobPath.js";
import type { RegisteredFunction, TypedData } from "./functionsCore.js";
import type { HostJson } from "./hostJson.js";
import type { Invoke } from "./invoke.js";
import type { Log } from "./log.js";
import { listenToQueue, type Listener } from "./queueListener.js";
import { sendOutputs } from "./queueOutput.js";
import { queueService } from "./storage.js";

export interface BlobFunction {
  readonly definition: RegisteredFunction;
  readonly path: BlobPath;
  readonly source: "EventGrid" | "LogsAndContainerScan";
  readonly service: BlobServiceClient;
}

const messageSchema = z.object({
  FunctionId: z.string(),
  BlobType: z.string(),
  ContainerName: z.string(),
  BlobName: z.string(),
  /** In double quotes, as HTTP writes it. */
  ETag: z.string(),
});
type BlobTriggerMessage = z.output<typeof messageSchema>;

export interface BlobQueue extends Listener {
  enqueue(message: BlobTriggerMessage): Promise<void>;
}

export const functionId = (name: string): string => `Host.Functions.${name}`;

export interface BlobQueueOptions {
  readonly hostId: string;
  readonly functions: readonly BlobFunction[];
  readonly host: HostJson;
  readonly leaseSeconds: number;
  readonly invoke: Invoke;
  readonly log: Log;
}

/** Creates the queue where it is missing and runs the functions for what is in it. */
export async function startBlobQueue(options: BlobQueueOptions): Promise<BlobQueue> {
  const { hostId, host, leaseSeconds, log } = options;
  const { maxDegreeOfParallelism, poisonBlobThreshold } = host.extensions.blobs;
  const batchSize = Math.min(32, maxDegreeOfParallelism);
  const service = queueService();
  const queue: QueueClient = service.getQueueClient(`azure-webjobs-blobtrigger-${hostId}`);
  await queue.createIfNotExists();
  const listener = listenToQueue({
    queue,
    poison: service.getQueueClient("webjobs-blobtrigger-poison"),
    settings: {
      batchSize,
      newBatchThreshold: maxDegreeOfParallelism - batchSize,
      maxPollingInterval: 1000,
      visibilityTimeout: 0,
      maxDequeueCount: poisonBlobThreshold,
      messageEncoding: "base64",
    },
    leaseSeconds,
    log,
    run: (text) => runForBlob(options, messageSchema.parse(JSON.parse(text))),
  });
  return {
    ...listener,
    async enqueue(message) {
      const text = JSON.stringify({ Type: "BlobTrigger", ...message });
      await queue.sendMessage(Buffer.from(text).toString("base64"));
    },
  };
}

async function runForBlob(
  { functions, host, invoke }: BlobQueueOptions,
  { FunctionId, ContainerName, BlobName, ETag }: BlobTriggerMessage,
): Promise<void> {
  const found = functions.find(({ definition }) => functionId(definition.name) === FunctionId);
  const parameters = found?.path.match(BlobName);
  if (!found || !parameters) return;
  const { definition, service, source } = found;
  const blob = service.getContainerClient(ContainerName).getBlobClient(BlobName);
  const download = await blob.download().catch((error: unknown) => {
    if (error instanceof Error && "statusCode" in error && error.statusCode === 404) return null;
    throw error;
  });
  // A blob that was deleted or overwritten meanwhile is no longer this message's business.
  if (!download?.readableStreamBody) return;
  const content = Readable.from(download.readableStreamBody);
  if (source === "LogsAndContainerScan" && download.etag !== ETag) return void content.destroy();
  const metadata = blobMetadata(`${ContainerName}/${BlobName}`, blob.url, download, parameters);
  const input = { bytes: await buffer(content) };
  const { response } = await invoke(definition, { input, metadata });
  await sendOutputs(definition, response, metadata, host.extensions.queues.messageEncoding);
}

/** Azure's trigger metadata for a blob; the library turns the names into camel case. */
function blobMetadata(
  path: string,
  url: string,
  download: BlobDownloadResponseParsed,
  parameters: Record<string, string>,
): Record<string, TypedData> {
  const { lastModified, createdOn, etag, blobType, contentLength, contentType } = download;
  const properties = {
    LastModified: lastModified,
    CreatedOn: createdOn,
    ETag: etag,
    BlobType: blobType,
    ContentLength: contentLength,
    ContentType: contentType,
  };
  return {
    BlobTrigger: { string: path },
    Uri: { json: JSON.stringify(url) },
    Properties: { json: JSON.stringify(properties) },
    Metadata: { json: JSON.stringify(download.metadata ?? {}) },
    ...Object.fromEntries(Object.entries(parameters).map(([name, string]) => [name, { string }])),
  };
}
