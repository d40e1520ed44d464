import { randomUUID } from "node:crypto";
import type { ContainerClient } from "@azure/storage-blob";
import { startTestHost, type TestHost, type TestStorage } from "./testHost.js";

/** A container that no host has looked at yet; it does not exist. */
export const newContainer = (storage: TestStorage): ContainerClient =>
  storage.blobs.getContainerClient(`blobs-${randomUUID()}`);

/** A host whose app has its blobs in this container, which may not be there. */
export function startBlobHost(
  { connectionString }: TestStorage,
  { containerName }: ContainerClient,
  env: Record<string, string> = {},
  ...flags: string[]
): Promise<TestHost> {
  return startTestHost(
    {
      AzureWebJobsStorage: connectionString,
      BLOB_CONTAINER: containerName,
      WORK_QUEUE: "not-used",
      // Hosts of one container share their blob queue, and no others do.
      AzureFunctionsWebHost__hostid: containerName.slice(-32),
      ...env,
    },
    ...flags,
  );
}

export const put = (container: ContainerClient, name: string, text: string): Promise<unknown> =>
  container.getBlockBlobClient(name).upload(text, text.length, { metadata: { owner: "me" } });
