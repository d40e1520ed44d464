import type { TokenCredential } from "@azure/core-auth";
import { TableClient } from "@azure/data-tables";
import { BlobServiceClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { ClassifierError } from "../errors.js";
import { openIdentity } from "../identity.js";
import type { IdentitySettings, StorageSettings } from "../azureSettings.js";
import { batchesTable, classificationsTable, subscriptionsTable, trainingsTable } from "./names.js";

/** Clients of the storage account of the service. */
export interface StorageClients {
  readonly blobs: BlobServiceClient;
  readonly queues: QueueServiceClient;
  readonly classifications: TableClient;
  readonly batches: TableClient;
  readonly trainings: TableClient;
  readonly subscriptions: TableClient;
  /** The identity of the app, also for other accounts. */
  readonly identity: () => Promise<TokenCredential>;
}

/**
 * Connects to the storage account in the settings `AzureWebJobsStorage…`, as Azure's bindings do:
 * with a connection string or an identity.
 *
 * @throws ClassifierError `InvalidSetting` if both are missing, or the string is invalid
 */
export async function connect(settings: StorageSettings): Promise<StorageClients> {
  const { connectionString, endpoints } = settings;
  if (connectionString !== undefined) return connectByString(connectionString, settings.identity);
  if (endpoints === undefined) {
    throw new ClassifierError(
      "InvalidSetting",
      "AzureWebJobsStorage is not set. Set it to a connection string, or set AzureWebJobsStorage__blobServiceUri, …__queueServiceUri and …__tableServiceUri.",
    );
  }
  const credential = await openIdentity(settings.identity);
  const { blob, queue, table } = endpoints;
  return {
    blobs: new BlobServiceClient(blob, credential),
    queues: new QueueServiceClient(queue, credential),
    classifications: new TableClient(table, classificationsTable, credential),
    batches: new TableClient(table, batchesTable, credential),
    trainings: new TableClient(table, trainingsTable, credential),
    subscriptions: new TableClient(table, subscriptionsTable, credential),
    identity: async () => credential,
  };
}

/**
 * Connects with a connection string.
 *
 * @param identity identity for other storage accounts
 * @throws ClassifierError `InvalidSetting` if the string is invalid
 */
export function connectByString(
  connectionString: string,
  identity: IdentitySettings = { managed: false, clientId: undefined },
): StorageClients {
  // Azurite uses plain HTTP.
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
      trainings: TableClient.fromConnectionString(connectionString, trainingsTable, options),
      subscriptions: TableClient.fromConnectionString(
        connectionString,
        subscriptionsTable,
        options,
      ),
      identity: () => openIdentity(identity),
    };
  } catch (cause) {
    throw new ClassifierError(
      "InvalidSetting",
      "AzureWebJobsStorage is not a valid connection string.",
      {
        cause,
      },
    );
  }
}
