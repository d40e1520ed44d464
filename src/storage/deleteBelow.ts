import pMap from "p-map";
import type { StorageClients } from "./connection.js";
import { toStorageError } from "./storageError.js";

/** Blobs that one call deletes. */
const MOST = 1000;

/** Blobs that are deleted in parallel. */
const AT_ONCE = 16;

/**
 * Deletes blobs whose names begin with a prefix, up to a number that takes a few seconds.
 *
 * @returns whether none is left
 * @throws ClassifierError `StorageUnavailable`
 */
export async function deleteBelow(
  storage: StorageClients,
  containerName: string,
  prefix: string,
): Promise<boolean> {
  const container = storage.blobs.getContainerClient(containerName);
  try {
    const pages = container.listBlobsFlat({ prefix }).byPage({ maxPageSize: MOST });
    for await (const { segment, continuationToken } of pages) {
      const remove = (name: string): Promise<unknown> =>
        container.getBlobClient(name).deleteIfExists();
      await pMap(
        segment.blobItems.map(({ name }) => name),
        remove,
        { concurrency: AT_ONCE },
      );
      return !continuationToken;
    }
    return true;
  } catch (error) {
    throw toStorageError(error);
  }
}
