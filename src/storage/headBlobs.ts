import type { ContainerClient } from "@azure/storage-blob";
import { ClassifierError } from "../errors.js";
import { headFile, toHead, type ClassifierHead } from "../inference/heads.js";
import { toLabelMeaning } from "../inference/modelFolder.js";
import type { StorageClients } from "./connection.js";
import { modelsContainer } from "./names.js";
import { statusOf, toStorageError } from "./storageError.js";

/**
 * Published heads, in the container `models`:
 *
 *     heads/<encoder id>/<name>/<version>/…   head.f32, config.json, training.json and other files
 *     heads/<encoder id>/<name>/current       which version answers; see headPointer.ts
 *
 * A version never changes. It exists from the moment that its `config.json` is there, which is
 * written last.
 */
export const headsPrefix = "heads/";

/** All versions of one name, trained on one encoder. */
export interface HeadPlace {
  /** Of {@link encoderId}. */
  readonly encoder: string;
  readonly name: string;
}

/** One version of a published head. */
export interface VersionPlace extends HeadPlace {
  /** 1 or more */
  readonly version: number;
}

export const configFile = "config.json";
export const claimFile = "training.json";

export const encoderPrefix = (encoder: string): string => `${headsPrefix}${encoder}/`;
export const headPrefix = ({ encoder, name }: HeadPlace): string =>
  `${encoderPrefix(encoder)}${name}/`;
export const versionPrefix = (place: VersionPlace): string =>
  `${headPrefix(place)}${place.version}/`;

export const modelBlobs = ({ blobs }: StorageClients): ContainerClient =>
  blobs.getContainerClient(modelsContainer);

/**
 * Reads a version, current or not, with which pictures can be classified.
 *
 * @throws ClassifierError `HeadNotFound`, `InvalidModel`, `StorageUnavailable`
 */
export async function readHeadVersion(
  storage: StorageClients,
  place: VersionPlace,
  abortSignal?: AbortSignal,
): Promise<ClassifierHead> {
  const [config, values] = await Promise.all([
    readHeadFile(storage, place, configFile, abortSignal),
    readHeadFile(storage, place, headFile, abortSignal),
  ]);
  const meaning = toLabelMeaning(config.toString());
  return { ...toHead(place.name, meaning, values), version: place.version };
}

/**
 * Reads one file of a version.
 *
 * @throws ClassifierError `HeadNotFound`, `StorageUnavailable`
 */
export async function readHeadFile(
  storage: StorageClients,
  place: VersionPlace,
  file: string,
  abortSignal?: AbortSignal,
): Promise<Buffer> {
  const blob = modelBlobs(storage).getBlobClient(versionPrefix(place) + file);
  try {
    return await blob.downloadToBuffer(0, undefined, { ...(abortSignal && { abortSignal }) });
  } catch (error) {
    if (statusOf(error) === 404) throw versionNotFound(place, error);
    throw toStorageError(error);
  }
}

/**
 * Refuses a version that does not exist.
 *
 * @throws ClassifierError `HeadNotFound`, `StorageUnavailable`
 */
export async function checkHeadVersion(
  storage: StorageClients,
  place: VersionPlace,
): Promise<void> {
  const blob = modelBlobs(storage).getBlobClient(versionPrefix(place) + configFile);
  try {
    await blob.getProperties();
  } catch (error) {
    if (statusOf(error) === 404) throw versionNotFound(place, error);
    throw toStorageError(error);
  }
}

export function versionNotFound({ name, version }: VersionPlace, cause?: unknown): ClassifierError {
  const detail = `The head "${name}" has no version ${version} for the served model. /api/heads lists what there is.`;
  return new ClassifierError("HeadNotFound", detail, { cause });
}
