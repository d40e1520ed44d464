import { posix } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ContainerClient } from "@azure/storage-blob";
import { isHidden, isListFile, type DatasetSource, type PictureStore } from "./pictureStore.js";
import { DatasetError } from "./datasetError.js";
import type { StorageClients } from "../../storage/connection.js";
import { checkBlobName } from "../../storage/blobName.js";
import { openContainer, toBlobAddress } from "../../storage/container.js";
import { statusOf, toStorageError } from "../../storage/storageError.js";
import { isFolder } from "../../storage/upload.js";
import { toSizeText } from "../../tooLarge.js";

/**
 * Opens a data set in Blob storage.
 *
 * @param address of a container, of a folder in it, or of a .jsonl or .csv blob:
 *   `https://<account>.blob.core.windows.net/<container>/<path>`, or `<container>/<path>` of the
 *   app's own account
 * @param root address of the folder that holds all of the data set's blobs; without it, the data
 *   set's own folder
 * @param maxBytes bytes above which a blob is not read
 * @throws DatasetError where the address names no container or is outside of the root
 */
export async function blobSource(
  storage: StorageClients,
  address: string,
  root?: string,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<DatasetSource> {
  const place = toBlobAddress(storage, address);
  const ownFolder = isListFile(place.path) ? place.path.replace(/\/?[^/]*$/, "") : place.path;
  const top = root === undefined ? { ...place, path: ownFolder } : toBlobAddress(storage, root);
  const path = posix.relative(`/${top.path}`, `/${place.path}`);
  const together = top.origin === place.origin && top.container === place.container;
  if (place.container === "" || !together || /^\.\.(?:\/|$)/.test(path)) {
    throw new DatasetError(
      `${address}: expected <container>/<path> or https://<account>.blob.core.windows.net/<container>/<path>` +
        (root === undefined ? "" : ` in ${root}`),
    );
  }
  // A query may hold a signature, which must not appear in messages.
  const name = address.replace(/\?.*$/s, "");
  const store = pictureBlobs(await openContainer(storage, place), top.path, maxBytes);
  return { name, store, path };
}

/** The blobs below a prefix, which is without slashes around it; empty: all of the container. */
function pictureBlobs(container: ContainerClient, prefix: string, maxBytes: number): PictureStore {
  const start = prefix === "" ? "" : `${prefix}/`;
  return {
    async *list() {
      try {
        const blobs = container.listBlobsFlat({ prefix: start, includeMetadata: true });
        for await (const { name, metadata } of blobs) {
          const path = name.slice(start.length);
          if (!isFolder(name, metadata) && !isHidden(path)) yield path;
        }
      } catch (error) {
        throw toStorageError(error, { 404: "NotFound" });
      }
    },
    async read(path) {
      if (posix.isAbsolute(path) || path.split("/").includes("..")) {
        throw new DatasetError(`${path}: is outside of the data folder.`);
      }
      // Storage answers a name that it cannot have as if it were down, which one would ask again.
      checkBlobName(start + path, "stored");
      try {
        const { contentLength = 0, readableStreamBody: body } = await container
          .getBlobClient(start + path)
          .download();
        if (!(body instanceof Readable)) throw new Error("The download has no body");
        if (contentLength > maxBytes) {
          // Without this, the rest of the download continues.
          body.destroy();
          throw new DatasetError(`${path}: has more than ${toSizeText(maxBytes)}.`);
        }
        return await buffer(body);
      } catch (error) {
        if (error instanceof DatasetError) throw error;
        if (statusOf(error) !== 404) throw toStorageError(error);
        throw new DatasetError(`${path}: there is no such blob.`, { missing: true, cause: error });
      }
    },
  };
}
