import { BlobServiceClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { connectionString } from "./bindingExpressions.js";

// Enough to bridge a restart of the storage service.
const retryOptions = { maxTries: 5, retryDelayInMs: 250, maxRetryDelayInMs: 4000 };

/** @param connection name of the setting with the connection string; AzureWebJobsStorage if none */
export const blobService = (connection?: string): BlobServiceClient =>
  BlobServiceClient.fromConnectionString(connectionString(connection), { retryOptions });

/** @param connection name of the setting with the connection string; AzureWebJobsStorage if none */
export const queueService = (connection?: string): QueueServiceClient =>
  QueueServiceClient.fromConnectionString(connectionString(connection), { retryOptions });
