import { z } from "zod";
import { ClassifierError } from "../errors.js";
import { headFile, toHead } from "../inference/heads.js";
import { toLabelMeaning } from "../inference/modelFolder.js";
import type { StorageClients } from "./connection.js";
import {
  claimFile,
  configFile,
  headPrefix,
  modelBlobs,
  versionPrefix,
  type HeadPlace,
  type VersionPlace,
} from "./headBlobs.js";
import { readPointer } from "./headPointer.js";
import { writeOptimistically } from "./optimisticWrite.js";
import { statusOf, toStorageError } from "./storageError.js";

/** What a version is told by: what it learnt from, and how good it is. */
const factsSchema = z.object({
  /** Where the labelled pictures are. */
  data: z.object({ container: z.string(), prefix: z.string().optional() }),
  /** Measured on held-out pictures, by the names of Azure ML. */
  metrics: z.record(z.string(), z.number()),
});
export type HeadFacts = z.output<typeof factsSchema>;

/** The content of `training.json`. */
export const claimSchema = factsSchema.extend({
  trainingId: z.string(),
  createdAt: z.iso.datetime(),
  task: z.enum(["single-label", "multi-label"]),
  labels: z.array(z.string()),
});
export type HeadClaim = z.output<typeof claimSchema>;

/** Trainings of one name that may end at the same moment; each that loses takes the next number. */
const ATTEMPTS = 20;

/**
 * Publishes the head of a training as a new version, which is not current yet. To repeat it is safe,
 * also after a stop at any point: the same training has the same version.
 *
 * @param files by path: `head.f32`, `config.json`, and what else is kept with them
 * @returns the number of the version
 * @throws ClassifierError `InvalidModel` where the files are no head; `StorageUnavailable`
 */
export async function publishHead(
  storage: StorageClients,
  encoder: string,
  name: string,
  trainingId: string,
  files: ReadonlyMap<string, Uint8Array>,
  { data, metrics }: HeadFacts,
): Promise<number> {
  const { [configFile]: config, ...others } = Object.fromEntries(files);
  if (!config) throw new ClassifierError("InvalidModel", `${configFile}: is missing`);
  const meaning = toLabelMeaning(Buffer.from(config).toString());
  const { labels, task } = toHead(name, meaning, files.get(headFile));
  const createdAt = new Date().toISOString();
  const claim: HeadClaim = { trainingId, createdAt, data, task, labels: [...labels], metrics };
  const version = await claimVersion(storage, { encoder, name }, claim);
  const place = { encoder, name, version };
  for (const [path, bytes] of Object.entries(others)) await createFile(storage, place, path, bytes);
  await createFile(storage, place, configFile, config);
  return version;
}

/** The version that this training has claimed before, or else the next one. */
function claimVersion(
  storage: StorageClients,
  place: HeadPlace,
  claim: HeadClaim,
): Promise<number> {
  return writeOptimistically(ATTEMPTS, async () => {
    const { deleted } = await readPointer(storage, place);
    const claims = (await listClaims(storage, place)).filter(
      (each) => !deleted.includes(each.version),
    );
    const own = claims.find(({ trainingId }) => trainingId === claim.trainingId);
    if (own) return own.version;
    const version = Math.max(0, ...claims.map((each) => each.version), ...deleted) + 1;
    const text = JSON.stringify(claim);
    await modelBlobs(storage)
      .getBlockBlobClient(versionPrefix({ ...place, version }) + claimFile)
      .upload(text, Buffer.byteLength(text), {
        conditions: { ifNoneMatch: "*" },
        metadata: { trainingid: claim.trainingId },
      });
    return version;
  });
}

/** All claimed versions, also those whose training has not ended or was stopped. */
async function listClaims(storage: StorageClients, place: HeadPlace) {
  const prefix = headPrefix(place);
  const claims: { readonly version: number; readonly trainingId: string | undefined }[] = [];
  const blobs = modelBlobs(storage).listBlobsFlat({ prefix, includeMetadata: true });
  for await (const { name, metadata } of blobs) {
    const [number, file] = name.slice(prefix.length).split("/");
    if (file !== claimFile) continue;
    claims.push({ version: Number(number), trainingId: metadata?.["trainingid"] });
  }
  return claims;
}

/** Writes a file of a version, unless an earlier delivery of the same training has written it. */
async function createFile(
  storage: StorageClients,
  place: VersionPlace,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const blob = modelBlobs(storage).getBlockBlobClient(versionPrefix(place) + path);
  try {
    await blob.uploadData(bytes, { conditions: { ifNoneMatch: "*" } });
  } catch (error) {
    if (statusOf(error) !== 409 && statusOf(error) !== 412) throw toStorageError(error);
  }
}
