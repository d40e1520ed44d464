import { setTimeout as delay } from "node:timers/promises";
import { toTrainingRequest } from "../../src/contracts/training/trainingRequest.js";
import type { StorageClients } from "../../src/storage/connection.js";
import { headFile } from "../../src/inference/heads.js";
import { modelsContainer, trainingContainer } from "../../src/storage/names.js";
import { findTraining, type TrainingRow } from "../../src/storage/trainingTable.js";
import { writeUpload } from "../../src/storage/upload.js";
import { startTraining } from "../../src/trainings/start.js";
import { partOf, things } from "../labelledPhotos.js";

/** Pictures of each label: together they are three parts. */
const PICTURES = 40;
/** Pictures that are damaged. */
const DAMAGED = 3;

/** Writes labelled pictures, and starts trainings on them at equal distances until the time is over. */
export async function beginTrainings(
  storage: StorageClients,
  count: number,
  until: number,
): Promise<string[]> {
  const photos = new Map<string, Buffer>();
  for (const thing of things) {
    for (let i = 0; i < PICTURES; i++)
      photos.set(`torture/${thing}/${i}.jpg`, await partOf(thing, i));
  }
  for (let i = 0; i < DAMAGED; i++) {
    photos.set(`torture/cat/damaged-${i}.jpg`, (await partOf("cat", i)).subarray(0, 9000));
  }
  for (const [name, bytes] of photos) await writeUpload(storage, name, bytes, trainingContainer);
  const distance = (until - performance.now()) / count;
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const data = { container: trainingContainer, prefix: "torture/" };
    const request = toTrainingRequest({ name: "torture", data, promote: "always" });
    ids.push(await startTraining(storage, { kind: "training", request }));
    await delay(Math.max(0, distance));
  }
  return ids;
}

/** @returns how many trainings have one whole version, and what is wrong with the others */
export async function verifyTrainings(
  storage: StorageClients,
  ids: readonly string[],
  patience: number,
): Promise<{ right: number; problems: string[] }> {
  const deadline = performance.now() + patience;
  const problems: string[] = [];
  const metrics = new Set<string>();
  const rows = new Map<string, TrainingRow>();
  let right = 0;
  for (const id of ids) {
    rows.set(id, await ended(storage, id, deadline));
  }
  const versions = await filesByVersion(storage);
  for (const [id, row] of rows) {
    const files = versions.get(String(row.version)) ?? [];
    const isWhole = ["config.json", headFile, "report.html"].every((file) => files.includes(file));
    const counts = `${row.done} of ${row.found} pictures, ${row.leftOut} left out`;
    const all = things.length * PICTURES + DAMAGED;
    const expected = `${all} of ${all} pictures, ${DAMAGED} left out`;
    metrics.add(row.metrics ?? "");
    versions.delete(String(row.version));
    if (row.status === "Succeeded" && isWhole && counts === expected) right++;
    else {
      const error = row.errorMessage ?? "";
      problems.push(`training ${id}: ${row.status}, ${counts}, version ${row.version}. ${error}`);
    }
  }
  for (const version of versions.keys()) problems.push(`version ${version} is nobody's`);
  if (metrics.size > 1) problems.push("the same pictures gave different metrics");
  return { right, problems };
}

async function ended(storage: StorageClients, id: string, deadline: number): Promise<TrainingRow> {
  for (;;) {
    const row = await findTraining(storage, id);
    if (row.status !== "Running" || performance.now() > deadline) return row;
    await delay(200);
  }
}

/** Paths in the folder of each version of the head. */
async function filesByVersion(storage: StorageClients): Promise<Map<string, string[]>> {
  const versions = new Map<string, string[]>();
  for await (const { name } of storage.blobs.getContainerClient(modelsContainer).listBlobsFlat()) {
    const [, version = "", file = ""] = /\/torture\/(\d+)\/(.+)$/.exec(name) ?? [];
    if (version !== "") versions.set(version, [...(versions.get(version) ?? []), file]);
  }
  return versions;
}
