import { text } from "node:stream/consumers";
import { z } from "zod";
import { ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { deleteBelow } from "./deleteBelow.js";
import {
  checkHeadVersion,
  headPrefix,
  modelBlobs,
  versionNotFound,
  versionPrefix,
  type HeadPlace,
  type VersionPlace,
} from "./headBlobs.js";
import { modelsContainer } from "./names.js";
import { writeOptimistically } from "./optimisticWrite.js";
import { statusOf, toStorageError } from "./storageError.js";

/**
 * The content of `current`. It also notes the deleted versions: so no version is deleted while it
 * becomes current, and no number is given twice.
 */
const pointerSchema = z.object({
  /** The version that answers; none until one is promoted. */
  version: z.int().min(1).optional(),
  deleted: z.array(z.int()).default([]),
});
export type HeadPointer = z.output<typeof pointerSchema>;

interface StoredPointer extends HeadPointer {
  readonly etag: string | undefined;
}

/** Operators that may change one pointer at the same moment. */
const ATTEMPTS = 20;

/**
 * Reads which version is current. A head without a pointer has none.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function readPointer(
  storage: StorageClients,
  place: HeadPlace,
  abortSignal?: AbortSignal,
): Promise<StoredPointer> {
  const blob = modelBlobs(storage).getBlobClient(pointerPath(place));
  try {
    const { etag, readableStreamBody } = await blob.download(0, undefined, {
      ...(abortSignal && { abortSignal }),
    });
    if (!readableStreamBody) throw new TypeError("Expected a stream");
    return { etag, ...pointerSchema.parse(JSON.parse(await text(readableStreamBody))) };
  } catch (error) {
    if (statusOf(error) === 404) return { etag: undefined, deleted: [] };
    throw toStorageError(error);
  }
}

/**
 * Makes a version current, also an older one.
 *
 * @throws ClassifierError `HeadNotFound`, `StorageUnavailable`
 */
export async function promoteHead(storage: StorageClients, place: VersionPlace): Promise<void> {
  await checkHeadVersion(storage, place);
  await changePointer(storage, place, ({ deleted }) => {
    if (deleted.includes(place.version)) throw versionNotFound(place);
    return { version: place.version, deleted };
  });
}

/**
 * Makes a version current in the place of another one, if that still is. To repeat it is safe.
 *
 * @param other undefined where none was current
 * @returns whether the version is current now
 * @throws ClassifierError `HeadNotFound`, `StorageUnavailable`
 */
export async function replaceHead(
  storage: StorageClients,
  place: VersionPlace,
  other: number | undefined,
): Promise<boolean> {
  await checkHeadVersion(storage, place);
  const { version } = await changePointer(storage, place, (pointer) => {
    if (pointer.deleted.includes(place.version)) throw versionNotFound(place);
    return pointer.version === other ? { ...pointer, version: place.version } : pointer;
  });
  return version === place.version;
}

/**
 * Deletes a version. To repeat it is safe.
 *
 * @throws ClassifierError `HeadVersionIsCurrent`, `HeadNotFound`, `StorageUnavailable`
 */
export async function deleteHeadVersion(
  storage: StorageClients,
  place: VersionPlace,
): Promise<void> {
  const { deleted } = await readPointer(storage, place);
  if (!deleted.includes(place.version)) await checkHeadVersion(storage, place);
  await changePointer(storage, place, (pointer) => {
    if (pointer.version === place.version) throw new ClassifierError("HeadVersionIsCurrent");
    return { ...pointer, deleted: [...new Set([...pointer.deleted, place.version])] };
  });
  while (!(await deleteBelow(storage, modelsContainer, versionPrefix(place))));
}

function changePointer(
  storage: StorageClients,
  place: HeadPlace,
  change: (pointer: HeadPointer) => HeadPointer,
): Promise<HeadPointer> {
  return writeOptimistically(ATTEMPTS, async () => {
    const { etag, ...pointer } = await readPointer(storage, place);
    const next = change(pointer);
    const changed = JSON.stringify(next);
    const conditions = etag === undefined ? { ifNoneMatch: "*" } : { ifMatch: etag };
    await modelBlobs(storage)
      .getBlockBlobClient(pointerPath(place))
      .upload(changed, Buffer.byteLength(changed), { conditions });
    return next;
  });
}

const pointerPath = (place: HeadPlace): string => `${headPrefix(place)}current`;
