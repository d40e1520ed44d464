import pMap from "p-map";
import { toClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import {
  claimFile,
  configFile,
  encoderPrefix,
  headPrefix,
  headsPrefix,
  modelBlobs,
  readHeadFile,
  type HeadPlace,
  type VersionPlace,
} from "./headBlobs.js";
import { readPointer } from "./headPointer.js";
import { claimSchema, type HeadClaim } from "./publishHead.js";
import { statusOf, toStorageError } from "./storageError.js";

/** A published head with all its versions. */
export interface PublishedHead {
  readonly name: string;
  /** The version that answers; undefined until one is promoted. */
  readonly current: number | undefined;
  /** Newest first. */
  readonly versions: readonly PublishedVersion[];
}

export interface PublishedVersion extends HeadClaim {
  readonly version: number;
}

interface ListOptions {
  /** Name of the only head to list. */
  readonly only?: string;
  readonly abortSignal?: AbortSignal;
}

/** Blobs that are read in parallel. */
const AT_ONCE = 16;

/**
 * The published heads of one encoder.
 *
 * @returns in alphabetical order; heads without a whole version are left out
 * @throws ClassifierError `StorageUnavailable`
 */
export async function listHeads(
  storage: StorageClients,
  encoder: string,
  options: ListOptions = {},
): Promise<PublishedHead[]> {
  const found = await findVersions(storage, encoder, options);
  const heads = await pMap(
    [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ([name, versions]) => readHead(storage, { encoder, name }, versions, options),
    { concurrency: AT_ONCE },
  );
  return heads.filter(({ versions }) => versions.length > 0);
}

/**
 * The numbers of the whole versions by name of head.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function findVersions(
  storage: StorageClients,
  encoder: string,
  { only, abortSignal }: ListOptions = {},
): Promise<Map<string, number[]>> {
  const start = encoderPrefix(encoder);
  const prefix = only === undefined ? start : headPrefix({ encoder, name: only });
  const found = new Map<string, number[]>();
  try {
    const blobs = modelBlobs(storage).listBlobsFlat({
      prefix,
      ...(abortSignal && { abortSignal }),
    });
    for await (const blob of blobs) {
      const [name = "", version, file, ...rest] = blob.name.slice(start.length).split("/");
      if (file !== configFile || rest.length > 0) continue;
      found.set(name, [...(found.get(name) ?? []), Number(version)]);
    }
    return found;
  } catch (error) {
    // An account that was provisioned for an earlier version: nothing can be published there.
    if (statusOf(error) === 404) return found;
    throw toStorageError(error);
  }
}

async function readHead(
  storage: StorageClients,
  place: HeadPlace,
  versions: readonly number[],
  { abortSignal }: ListOptions,
): Promise<PublishedHead> {
  const { version: current, deleted } = await readPointer(storage, place, abortSignal);
  const kept = versions.filter((version) => !deleted.includes(version)).toSorted((a, b) => b - a);
  const read = await pMap(
    kept,
    (version) => readClaim(storage, { ...place, version }, abortSignal),
    { concurrency: AT_ONCE },
  );
  return { name: place.name, current, versions: read.flatMap((version) => version ?? []) };
}

/** @returns undefined for a version that was deleted meanwhile */
async function readClaim(
  storage: StorageClients,
  place: VersionPlace,
  abortSignal: AbortSignal | undefined,
): Promise<PublishedVersion | undefined> {
  try {
    const text = (await readHeadFile(storage, place, claimFile, abortSignal)).toString();
    return { version: place.version, ...claimSchema.parse(JSON.parse(text)) };
  } catch (error) {
    if (toClassifierError(error).code === "HeadNotFound") return undefined;
    throw error;
  }
}

/**
 * Whether another encoder than this one has a head of this name.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function isHeadOfOtherModel(
  storage: StorageClients,
  { encoder, name }: HeadPlace,
): Promise<boolean> {
  const container = modelBlobs(storage);
  try {
    for await (const item of container.listBlobsByHierarchy("/", { prefix: headsPrefix })) {
      const other = item.name.slice(headsPrefix.length).replace(/\/$/, "");
      if (item.kind !== "prefix" || other === encoder) continue;
      const prefix = headPrefix({ encoder: other, name });
      const pages = container.listBlobsFlat({ prefix }).byPage({ maxPageSize: 1 });
      for await (const { segment } of pages) if (segment.blobItems.length > 0) return true;
    }
    return false;
  } catch (error) {
    throw toStorageError(error);
  }
}
