import type { TokenCredential } from "@azure/core-auth";
import { TableClient } from "@azure/data-tables";
import { BlobServiceClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { ClassifierError } from "../errors.js";
import type { StorageSettings } from "../settings.js";
import { batchesTable, classificationsTable } from "./names.js";

/** Clients of the one storage account that the service works with. */
export interface StorageClients {
  readonly blobs: BlobServiceClient;
  readonly queues: QueueServiceClient;
  readonly classifications: TableClient;
  readonly batches: TableClient;
}

/**
 * Connects to the account that the setting `AzureWebJobsStorage` names, as Azure's own bindings do:
 * by connection string, or with a managed identity where `AzureWebJobsStorage__accountName` is set.
 *
 * @throws ClassifierError `InvalidSetting` when neither is set or the string cannot be read
 */
export async function connect(settings: StorageSettings): Promise<StorageClients> {
  const { connectionString, accountName, clientId } = settings;
  if (connectionString !== undefined) return connectByString(connectionString);
  if (accountName === undefined) {
    throw new ClassifierError("InvalidSetting", "AzureWebJobsStorage is not set");
  }
  const credential = await managedIdentity(clientId);
  const url = (service: string): string => `https://${accountName}.${service}.core.windows.net`;
  return {
    blobs: new BlobServiceClient(url("blob"), credential),
    queues: new QueueServiceClient(url("queue"), credential),
    classifications: new TableClient(url("table"), classificationsTable, credential),
    batches: new TableClient(url("table"), batchesTable, credential),
  };
}

/** @param clientId of a user-assigned identity; without it the system-assigned one is used */
export async function managedIdentity(clientId?: string): Promise<TokenCredential> {
  // Loaded only when needed: it is larger than all the clients together.
  const { ManagedIdentityCredential } = await import("@azure/identity");
  return clientId ? new ManagedIdentityCredential({ clientId }) : new ManagedIdentityCredential();
}

function connectByString(connectionString: string): StorageClients {
  // Azurite speaks plain HTTP.
  const options = { allowInsecureConnection: true };
  try {
    return {
      blobs: BlobServiceClient.fromConnectionString(connectionString),
      queues: QueueServiceClient.fromConnectionString(connectionString),
      classifications: TableClient.fromConnectionString(
        connectionString,
        classificationsTable,
        options,
      ),
      batches: TableClient.fromConnectionString(connectionString, batchesTable, options),
    };
  } catch (cause) {
    throw new ClassifierError("InvalidSetting", "AzureWebJobsStorage is not a connection string", {
      cause,
    });
  }
}
