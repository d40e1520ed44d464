/**
 * Found blobs go through a queue of the host's own, as in Azure: whatever happens to a host, each
 * of them is tried up to five times and then ends on `webjobs-blobtrigger-poison`.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Storage.Blobs, `BlobTriggerMessage`,
 * `BlobQueueTriggerExecutor`, `SharedBlobQueueListenerFactory`.
 */

import type { BlobClient, BlobGetPropertiesResponse } from "@azure/storage-blob";
import { z } from "zod";
import { compileBlobPath, type BlobPath } from "./blobPath.js";
import type { TypedData } from "./functionsCore.js";
import { listenToQueue, type Listener } from "./queueListener.js";
import type { StorageTriggerOptions } from "./triggerOptions.js";
import { hasCode } from "./storage.js";
import { storageSetting, type TriggeredFunction } from "./triggers.js";

export interface BlobFunction extends TriggeredFunction {
  readonly path: BlobPath;
  /** The function's name in messages and webhooks. */
  readonly id: string;
}

/** @throws ClassifierError InvalidSetting for a path that cannot be used */
export const toBlobFunction = (definition: TriggeredFunction): BlobFunction => ({
  ...definition,
  path: compileBlobPath(definition.trigger.path ?? ""),
  id: `Host.Functions.${definition.name}`,
});

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
  /**
   * @param etag with or without quotation marks: listings and events give it without, all else with
   */
  enqueue(
    to: BlobFunction,
    blobName: string,
    etag: string,
    type: string | undefined,
  ): Promise<void>;
}

// Azure's `poisonBlobThreshold`.
const maxDequeueCount = 5;

/** Creates the queue where it is missing and runs the functions for what is in it. */
export async function startBlobQueue(
  functions: readonly BlobFunction[],
  options: StorageTriggerOptions,
): Promise<BlobQueue> {
  const { hostId, host, storage, leaseSeconds, log } = options;
  const { maxDegreeOfParallelism } = host.extensions.blobs;
  const batchSize = Math.min(32, maxDegreeOfParallelism);
  const queue = storage.queues.getQueueClient(`azure-webjobs-blobtrigger-${hostId}`);
  await queue.createIfNotExists();
  const listener = listenToQueue({
    queue,
    poison: storage.queues.getQueueClient("webjobs-blobtrigger-poison"),
    settings: {
      batchSize,
      newBatchThreshold: maxDegreeOfParallelism - batchSize,
      maxPollingInterval: 1000,
      visibilityTimeout: 0,
      maxDequeueCount,
      messageEncoding: "base64",
    },
    leaseSeconds,
    log,
    run: (text) => runForBlob(functions, options, messageSchema.parse(JSON.parse(text))),
  });
  return {
    ...listener,
    async enqueue({ id, path }, blobName, etag, type = "BlockBlob") {
      const message: BlobTriggerMessage & { Type: string } = {
        Type: "BlobTrigger",
        FunctionId: id,
        BlobType: type,
        ContainerName: path.container,
        BlobName: blobName,
        ETag: `"${etag.replaceAll('"', "")}"`,
      };
      await queue.sendMessage(Buffer.from(JSON.stringify(message)).toString("base64"));
    },
  };
}

async function runForBlob(
  functions: readonly BlobFunction[],
  { storage, invoke }: StorageTriggerOptions,
  { FunctionId, ContainerName, BlobName, ETag }: BlobTriggerMessage,
): Promise<void> {
  const found = functions.find(({ id }) => id === FunctionId);
  const parameters = found?.path.match(BlobName);
  if (!found || !parameters) return;
  const blob = storage.blobs.getContainerClient(ContainerName).getBlobClient(BlobName);
  const properties = await orGone(blob.getProperties());
  // A blob that was deleted or overwritten meanwhile is no longer this message's business.
  if (!properties) return;
  if (found.trigger.source !== "EventGrid" && properties.etag !== ETag) return;
  const isDeferred = found.trigger.properties?.["supportsDeferredBinding"] === "true";
  const bytes = isDeferred ? undefined : await orGone(blob.downloadToBuffer());
  if (!isDeferred && !bytes) return;
  const input = bytes ? { bytes } : toModelBindingData(blob);
  await invoke(found, { input, metadata: blobMetadata(blob, properties, parameters) });
}

/** @returns undefined when the blob is not there */
async function orGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    const isGone = error instanceof Error && "statusCode" in error && error.statusCode === 404;
    if (isGone || hasCode(error, "BlobNotFound")) return undefined;
    throw error;
  }
}

/**
 * Where the blob lies, for a function with `sdkBinding`: the host does not download it.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Storage.Blobs, `BlobsExtensionConfigProvider`,
 * `CreateParameterBindingData`.
 */
function toModelBindingData({ containerName, name }: BlobClient): TypedData {
  const place = { Connection: storageSetting, ContainerName: containerName, BlobName: name };
  const content = Buffer.from(JSON.stringify(place));
  const contentType = "application/json";
  return {
    modelBindingData: { version: "1.0", source: "AzureStorageBlobs", contentType, content },
  };
}

/** Azure's trigger metadata for a blob; the library turns the names into camel case. */
function blobMetadata(
  { containerName, name, url }: BlobClient,
  blob: BlobGetPropertiesResponse,
  parameters: Record<string, string>,
): Record<string, TypedData> {
  const properties = {
    LastModified: blob.lastModified,
    CreatedOn: blob.createdOn,
    ETag: blob.etag,
    BlobType: blob.blobType,
    ContentLength: blob.contentLength,
    ContentType: blob.contentType,
  };
  return {
    BlobTrigger: { string: `${containerName}/${name}` },
    Uri: { json: JSON.stringify(url) },
    Properties: { json: JSON.stringify(properties) },
    Metadata: { json: JSON.stringify(blob.metadata ?? {}) },
    ...Object.fromEntries(Object.entries(parameters).map(([name, string]) => [name, { string }])),
  };
}
