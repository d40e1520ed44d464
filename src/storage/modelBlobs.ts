import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ContainerClient } from "@azure/storage-blob";
import { ClassifierError } from "../errors.js";
import { sha256 as hashOf } from "../sha256.js";
import type { StorageClients } from "./connection.js";
import { openContainer, toBlobAddress } from "./container.js";
import { toStorageError } from "./storageError.js";

/** Milliseconds without a renewal after which a lock is stale. */
const STALE_LOCK = 30_000;

interface ModelFile {
  readonly name: string;
  readonly etag: string;
  readonly size: number;
  /** SHA-256 in hex. Blobs that {@link publishModel} did not write may lack it. */
  readonly sha256: string | undefined;
}

/**
 * Downloads a model folder from Blob storage, completely or not at all. A local folder with the
 * same ETags is used as it is. Processes of one machine share the download.
 *
 * @param uri address of the folder: `https://<account>.blob.core.windows.net/<container>/<folder>`
 * @param cache local folder for downloaded models
 * @returns the local folder of the model, and whether it was downloaded now
 * @throws ClassifierError `ModelUnavailable`, `InvalidModel`, `StorageUnavailable`
 */
export async function fetchModel(
  storage: StorageClients,
  uri: string,
  cache: string,
): Promise<{ folder: string; downloaded: boolean }> {
  const { container, prefix } = await openFolder(storage, uri);
  const files = await listFiles(container, prefix);
  if (files.length === 0) {
    throw new ClassifierError(
      "ModelUnavailable",
      `There is no model at ${uri}. Check MODEL_URI, or publish the model there.`,
    );
  }
  const etags = files.map(({ name, etag }) => `${name}\n${etag}\n`).join("");
  const key = createHash("sha256").update(uri).update(etags).digest("hex").slice(0, 16);
  const folder = join(cache, key, basename(prefix));
  await mkdir(dirname(folder), { recursive: true });
  while (!(await exists(folder))) {
    const unlock = await lock(`${folder}.lock`);
    if (!unlock) {
      await delay(100);
      continue;
    }
    try {
      if (await exists(folder)) break;
      await download(container, prefix, files, folder);
      return { folder, downloaded: true };
    } finally {
      await unlock();
    }
  }
  return { folder, downloaded: false };
}

/**
 * Uploads a model folder to Blob storage and replaces existing files. `model.onnx` comes last, so a
 * service that starts meanwhile finds an incomplete folder and not a mixed one.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function publishModel(
  storage: StorageClients,
  folder: string,
  uri: string,
  progress: (file: string) => void = () => undefined,
): Promise<void> {
  const { container, prefix } = await openFolder(storage, uri);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const last = (name: string): number => Number(name === "model.onnx");
  try {
    await container.createIfNotExists();
    for (const name of names.toSorted((a, b) => last(a) - last(b))) {
      progress(name);
      const path = join(folder, name);
      const metadata = { sha256: await hashOf(path) };
      await container.getBlockBlobClient(`${prefix}/${name}`).uploadFile(path, { metadata });
    }
  } catch (error) {
    throw toStorageError(error);
  }
}

async function openFolder(storage: StorageClients, uri: string) {
  const address = toBlobAddress(storage, uri);
  if (URL.canParse(uri) && address.path !== "") {
    return { container: await openContainer(storage, address), prefix: address.path };
  }
  throw new ClassifierError(
    "InvalidSetting",
    `MODEL_URI: Expected https://<account>.blob.core.windows.net/<container>/<folder> but received ${uri}.`,
  );
}

async function listFiles(container: ContainerClient, prefix: string): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  try {
    const blobs = container.listBlobsFlat({ prefix: `${prefix}/`, includeMetadata: true });
    for await (const { name, properties, metadata } of blobs) {
      const file = name.slice(prefix.length + 1);
      if (file === "" || file.includes("/")) continue;
      const { etag, contentLength = 0 } = properties;
      files.push({ name: file, etag, size: contentLength, sha256: metadata?.["sha256"] });
    }
  } catch (error) {
    throw toStorageError(error, { 404: "ModelUnavailable" });
  }
  return files;
}

async function download(
  container: ContainerClient,
  prefix: string,
  files: readonly ModelFile[],
  folder: string,
): Promise<void> {
  const unfinished = `${folder}.part`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished);
  try {
    for (const { name, etag, size, sha256 } of files) {
      const path = join(unfinished, name);
      const blob = container.getBlobClient(`${prefix}/${name}`);
      await blob.downloadToFile(path, 0, undefined, { conditions: { ifMatch: etag } });
      const whole = (await stat(path)).size === size;
      if (!whole || (sha256 !== undefined && (await hashOf(path)) !== sha256)) {
        throw new ClassifierError(
          "InvalidModel",
          `${name}: The download does not match the size or the checksum of the blob. Publish the model again.`,
        );
      }
    }
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw toStorageError(error, { 404: "ModelUnavailable", 412: "ModelUnavailable" });
  }
}

/**
 * Takes a lock between processes. The lock is a folder, which only one process can create.
 *
 * @returns a function that releases the lock; undefined if another process holds it
 */
async function lock(path: string): Promise<(() => Promise<void>) | undefined> {
  const { mtimeMs } = (await stat(path).catch(() => undefined)) ?? { mtimeMs: undefined };
  if (mtimeMs !== undefined && Date.now() - mtimeMs > STALE_LOCK) {
    await rm(path, { recursive: true, force: true });
  }
  try {
    await mkdir(path);
  } catch {
    return undefined;
  }
  const renewal = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, STALE_LOCK / 3);
  return async () => {
    clearInterval(renewal);
    await rm(path, { recursive: true, force: true });
  };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
