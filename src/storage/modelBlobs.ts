import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ContainerClient } from "@azure/storage-blob";
import { ClassifierError } from "../errors.js";
import { sha256 as hashOf } from "../sha256.js";
import type { StorageClients } from "./connection.js";
import { openContainer, toBlobAddress } from "./container.js";
import { lockFolder } from "./folderLock.js";
import { toStorageError } from "./storageError.js";

interface ModelFile {
  readonly name: string;
  readonly etag: string;
  readonly size: number;
  /** SHA-256 in hex. Blobs that {@link publishModel} did not write may lack it. */
  readonly sha256: string | undefined;
}

/**
 * Brings a model folder from Blob storage to local disk, whole or not at all. A folder that is there
 * already, with the same ETags, sizes and checksums, is used as it is; a damaged one is brought again.
 * Processes of one machine share one download.
 *
 * @param uri of the folder: `https://<account>.blob.core.windows.net/<container>/<folder>`
 * @param cache local folder for such models
 * @returns the model's local folder, and whether it had to be downloaded
 * @throws ClassifierError `InvalidSetting` for an address that is none, before anything is asked;
 *   `ModelUnavailable`, also where the disk is full or the cache cannot be written; `InvalidModel`,
 *   `StorageUnavailable`
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
  const key = createHash("sha256")
    .update(`${container.url}/${prefix}\n`)
    .update(etags)
    .digest("hex")
    .slice(0, 16);
  const folder = join(cache, key, basename(prefix));
  try {
    const downloaded = await bring(folder, files, () => download(container, prefix, files, folder));
    return { folder, downloaded };
  } catch (error) {
    throw toCacheError(error, cache);
  }
}

/** @returns whether the folder had to be filled */
async function bring(
  folder: string,
  files: readonly ModelFile[],
  fill: () => Promise<void>,
): Promise<boolean> {
  if (await isWhole(folder, files)) return false;
  await mkdir(dirname(folder), { recursive: true });
  for (;;) {
    const unlock = await lockFolder(`${folder}.lock`);
    if (!unlock) {
      await delay(100);
      continue;
    }
    try {
      // Another process may have filled it meanwhile.
      if (await isWhole(folder, files)) return false;
      await rm(folder, { recursive: true, force: true });
      await fill();
      return true;
    } finally {
      await unlock();
    }
  }
}

/** Whether each file is there with the size and the checksum that the listing states. */
async function isWhole(folder: string, files: readonly ModelFile[]): Promise<boolean> {
  // The sizes of all first: they cost nothing.
  for (const file of files) {
    const found = await stat(join(folder, file.name)).catch(() => undefined);
    if (found?.size !== file.size) return false;
  }
  for (const file of files) if (!(await hasChecksum(join(folder, file.name), file))) return false;
  return true;
}

async function hasChecksum(path: string, { sha256 }: ModelFile): Promise<boolean> {
  return sha256 === undefined || (await hashOf(path)) === sha256;
}

/** What the file system says of the cache, as what an operator can do about it. */
export function toCacheError(error: unknown, cache: string): unknown {
  const cause = error instanceof ClassifierError ? error.cause : error;
  if (!(cause instanceof Error) || !("code" in cause)) return error;
  const { code } = cause;
  const elsewhere = "or name another folder with MODEL_CACHE";
  if (code === "ENOSPC" || code === "EDQUOT") {
    const detail = `The disk is full: the model does not fit into ${cache}; make room there, ${elsewhere}.`;
    return new ClassifierError("ModelUnavailable", detail, { cause });
  }
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR"].includes(String(code))) {
    const detail = `The model cannot be written to ${cache} (${String(code)}); allow that, ${elsewhere}.`;
    return new ClassifierError("ModelUnavailable", detail, { cause });
  }
  return error;
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
    for (const file of files) {
      const { name, etag, size } = file;
      const path = join(unfinished, name);
      const blob = container.getBlobClient(`${prefix}/${name}`);
      await blob.downloadToFile(path, 0, undefined, { conditions: { ifMatch: etag } });
      const whole = (await stat(path)).size === size;
      if (!whole || !(await hasChecksum(path, file))) {
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
