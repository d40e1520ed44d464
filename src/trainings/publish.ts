import type { TrainingRequest } from "../contracts/training/trainingRequest.js";
import type { ClassifierHead } from "../inference/heads.js";
import type { StorageClients } from "../storage/connection.js";
import { readHeadVersion, type HeadPlace } from "../storage/headBlobs.js";
import { promoteHead, readPointer, replaceHead } from "../storage/headPointer.js";
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
 * @param compared the version that the head was compared with
 * @returns the version, and whether it is the current one; undefined where another version than the
 *   compared one has become current, so that the comparison says nothing any more
 * @throws ClassifierError `StorageUnavailable`
 */
export async function publish(
  storage: StorageClients,
  id: string,
  place: HeadPlace,
  { data, promote }: TrainingRequest,
  { files, metrics, isBetter }: Learnt,
  compared: number | undefined,
): Promise<{ version: number; current: boolean } | undefined> {
  const known = Object.entries(metrics).filter(
    (each): each is [string, number] => each[1] !== null,
  );
  const facts = { data, metrics: Object.fromEntries(known) };
  const version = await publishHead(storage, place.encoder, place.name, id, files, facts);
  const head = { ...place, version };
  if (promote === "always") await promoteHead(storage, head);
  if (promote !== "if_better") return { version, current: promote === "always" };
  // An earlier delivery has promoted it.
  if (compared === version) return { version, current: true };
  if (!isBetter) return { version, current: false };
  return (await replaceHead(storage, head, compared)) ? { version, current: true } : undefined;
}
