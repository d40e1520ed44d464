import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { ClassifierError } from "../errors.js";
import { pictureTooLarge } from "../tooLarge.js";
import { checkBlobName } from "./blobName.js";
import type { StorageClients } from "./connection.js";
import { uploadsContainer } from "./names.js";
import { statusOf, toStorageError } from "./storageError.js";

/** One version of one uploaded blob. */
export interface Upload {
  readonly container: string;
  /** Path of the blob in its container, as {@link checkBlobName} lets stored ones be. */
  readonly blobName: string;
  /** Version of the blob. It changes with every write. */
  readonly etag: string;
  /** Size in bytes. */
  readonly size: number;
}

/**
 * Writes a picture to the container `uploads`, or to another one.
 *
 * @throws ClassifierError `InvalidBlobName`, `StorageUnavailable`
 */
export async function writeUpload(
  storage: StorageClients,
  blobName: string,
  picture: Uint8Array,
  container = uploadsContainer,
): Promise<Upload> {
  checkBlobName(blobName);
  const blob = storage.blobs.getContainerClient(container).getBlockBlobClient(blobName);
  try {
    const { etag } = await blob.uploadData(picture);
    return { container, blobName, etag: etag ?? "", size: picture.byteLength };
  } catch (error) {
    throw toStorageError(error, { 400: "InvalidBlobName" });
  }
}

/**
 * Looks up the current version of a blob.
 *
 * @returns undefined for a folder
 * @throws ClassifierError `BlobNotFound`, `StorageUnavailable`
 */
export async function currentUpload(
  storage: StorageClients,
  container: string,
  blobName: string,
): Promise<Upload | undefined> {
  const blob = storage.blobs.getContainerClient(container).getBlobClient(blobName);
  try {
    const { etag, contentLength, metadata } = await blob.getProperties();
    if (isFolder(blobName, metadata)) return undefined;
    return { container, blobName, etag: etag ?? "", size: contentLength ?? 0 };
  } catch (error) {
    throw toStorageError(error, { 404: "BlobNotFound" });
  }
}

/**
 * Reads the bytes of exactly this version.
 *
 * @param maxBytes limit above which the blob is not read
 * @throws ClassifierError `EmptyImage`, `ImageTooLarge`, `BlobNotFound`, `BlobChanged`,
 *   `StorageUnavailable`
 */
export async function readUpload(
  storage: StorageClients,
  { container, blobName, etag, size }: Upload,
  maxBytes: number,
): Promise<Uint8Array> {
  checkSize(size, maxBytes);
  const blob = storage.blobs.getContainerClient(container).getBlobClient(blobName);
  try {
    // One request reads the whole blob, because its size is known and at most maxBytes.
    return await blob.downloadToBuffer(0, size, {
      blockSize: size,
      conditions: { ifMatch: etag },
    });
  } catch (error) {
    throw toStorageError(error, { 404: "BlobNotFound", 412: "BlobChanged" });
  }
}

/**
 * Reads the bytes of the newest version.
 *
 * @param maxBytes limit above which the download is aborted
 * @throws ClassifierError `EmptyImage`, `ImageTooLarge`, `BlobNotFound`, `StorageUnavailable`
 */
export async function readNewest(
  storage: StorageClients,
  container: string,
  blobName: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const blob = storage.blobs.getContainerClient(container).getBlobClient(blobName);
  try {
    const { contentLength = 0, metadata, readableStreamBody: body } = await blob.download();
    if (!(body instanceof Readable)) throw new Error("The download has no body");
    try {
      checkSize(isFolder(blobName, metadata) ? 0 : contentLength, maxBytes);
      return await buffer(body);
    } finally {
      // Without this, the rest of the download continues.
      body.destroy();
    }
  } catch (error) {
    throw toStorageError(error, { 404: "BlobNotFound" });
  }
}

function checkSize(size: number, maxBytes: number): void {
  if (size === 0) throw new ClassifierError("EmptyImage");
  if (size > maxBytes) throw pictureTooLarge(maxBytes);
}

/**
 * Whether a blob represents a folder. Accounts with a hierarchical namespace list folders with such
 * metadata. Tools that imitate them write empty blobs whose names end with a slash.
 */
export function isFolder(blobName: string, metadata: Record<string, string> | undefined): boolean {
  return metadata?.["hdi_isfolder"] === "true" || blobName.endsWith("/");
}

/**
 * Deletes exactly this version, if it still exists.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function deleteUpload(
  storage: StorageClients,
  { container, blobName, etag }: Upload,
): Promise<void> {
  const blob = storage.blobs.getContainerClient(container).getBlobClient(blobName);
  try {
    await blob.deleteIfExists({ conditions: { ifMatch: etag } });
  } catch (error) {
    if (statusOf(error) !== 412) throw toStorageError(error);
  }
}

/**
 * Deletes a blob in any version, with its snapshots.
 *
 * @returns whether the blob existed
 * @throws ClassifierError `StorageUnavailable`
 */
export async function deleteBlob(
  storage: StorageClients,
  container: string,
  blobName: string,
): Promise<boolean> {
  const blob = storage.blobs.getContainerClient(container).getBlobClient(blobName);
  try {
    return (await blob.deleteIfExists({ deleteSnapshots: "include" })).succeeded;
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Checks that a container exists.
 *
 * @throws ClassifierError `ContainerNotFound`, `StorageUnavailable`
 */
export async function checkContainer(storage: StorageClients, container: string): Promise<void> {
  try {
    await storage.blobs.getContainerClient(container).getProperties();
  } catch (error) {
    throw toStorageError(error, { 404: "ContainerNotFound" });
  }
}

/** Names that one answer of the account has at most; nobody chooses from more. */
const MOST_CONTAINERS = 5000;

/**
 * The names of the account's containers.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function listContainers(storage: StorageClients): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of storage.blobs.listContainers()) {
      if (names.push(name) >= MOST_CONTAINERS) break;
    }
    return names;
  } catch (error) {
    throw toStorageError(error);
  }
}
