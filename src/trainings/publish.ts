import type { TrainingRequest } from "../contracts/training/trainingRequest.js";
import type { ClassifierHead } from "../inference/heads.js";
import type { StorageClients } from "../storage/connection.js";
import { readHeadVersion, type HeadPlace } from "../storage/headBlobs.js";
import { promoteHead, readPointer } from "../storage/headPointer.js";
import { publishHead } from "../storage/publishHead.js";
import type { Learnt } from "./learnMessages.js";

/**
 * The version that answers now.
 *
 * @returns undefined where there is none yet
 * @throws ClassifierError `StorageUnavailable`
 */
export async function readCurrent(
  storage: StorageClients,
  place: HeadPlace,
): Promise<ClassifierHead | undefined> {
  const { version } = await readPointer(storage, place);
  return version === undefined ? undefined : readHeadVersion(storage, { ...place, version });
}

/**
 * Publishes a trained head as a new version, and makes it the current one where the request says so.
 * To repeat it is safe.
 *
 * @returns the version, and whether it was made the current one
 * @throws ClassifierError `StorageUnavailable`
 */
export async function publish(
  storage: StorageClients,
  id: string,
  place: HeadPlace,
  { data, promote }: TrainingRequest,
  { files, metrics, isBetter }: Learnt,
): Promise<{ version: number; current: boolean }> {
  const known = Object.entries(metrics).filter(
    (each): each is [string, number] => each[1] !== null,
  );
  const facts = { data, metrics: Object.fromEntries(known) };
  const version = await publishHead(storage, place.encoder, place.name, id, files, facts);
  const current = promote === "always" || (promote === "if_better" && isBetter);
  if (current) await promoteHead(storage, { ...place, version });
  return { version, current };
}
