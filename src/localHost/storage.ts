import { BlobServiceClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { ClassifierError } from "../errors.js";
import { storageSetting } from "./triggers.js";

// Enough to bridge a restart of the storage service.
const retryOptions = { maxTries: 5, retryDelayInMs: 250, maxRetryDelayInMs: 4000 };

export interface Storage {
  readonly blobs: BlobServiceClient;
  readonly queues: QueueServiceClient;
}

/** @throws ClassifierError InvalidSetting when the setting is no storage connection string */
export function connectStorage(): Storage {
  const text = process.env[storageSetting] ?? "";
  try {
    return {
      blobs: BlobServiceClient.fromConnectionString(text, { retryOptions }),
      queues: QueueServiceClient.fromConnectionString(text, { retryOptions }),
    };
  } catch (cause) {
    const detail = `The setting ${storageSetting} must be a storage connection string.`;
    throw new ClassifierError("InvalidSetting", detail, { cause });
  }
}

/** The queue does not exist. */
export const isQueueMissing = (error: unknown): boolean => hasCode(error, "QueueNotFound");

/** The container does not exist. */
export const isContainerMissing = (error: unknown): boolean => hasCode(error, "ContainerNotFound");

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return typeof error.code === "string" && codes.includes(error.code);
}
