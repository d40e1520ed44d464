import pMap from "p-map";
import type { StorageClients } from "../storage/connection.js";
import { pinWork } from "../storage/trainingBlobs.js";
import { changeTraining, isPartCounted, type TrainingRow } from "../storage/trainingTable.js";
import { openPictures } from "./dataset.js";
import { judgePicture, type Judged } from "./judgePicture.js";
import { rowsPerPart } from "./list.js";
import { fromPartBytes, partFile, toPartBytes, type Part } from "./part.js";
import { addProblems } from "./problems.js";
import { toAsked, viewsOf } from "./request.js";
import { readRows, type DataRow } from "./rows.js";
import { sendStep } from "./steps.js";
import { toSubject } from "./subject.js";
import { checkEncoder, type Teaching } from "./teaching.js";

/** Pictures of one part that are read in parallel, while others are in inference. */
const READ_AHEAD = 4;

/**
 * Computes the outputs of the model for the pictures of one part. What was computed before, by this
 * job or an earlier one, is only read.
 *
 * @throws ClassifierError if a retry can succeed; `ModelChanged`
 */
export async function computePart(
  teaching: Teaching,
  id: string,
  part: number,
  row: TrainingRow,
): Promise<void> {
  const { storage } = teaching;
  // It comes again when the pictures are listed.
  if (row.step === "list") return;
  if (await isPartCounted(storage, id, keyOf(part))) return fitIfComputed(storage, id, row);
  await checkEncoder(teaching, row);
  const size = rowsPerPart(toAsked(row));
  const { rows } = await readRows(storage, id);
  const own = rows.slice(part * size, (part + 1) * size);
  const computed = toPart(await judge(teaching, row, own));
  const pinned = await pinWork(storage, id, partFile(part), toPartBytes(computed));
  await countPart(storage, id, part, own, fromPartBytes(pinned));
}

async function judge(
  teaching: Teaching,
  row: TrainingRow,
  pictures: readonly DataRow[],
): Promise<Judged[]> {
  const asked = toAsked(row);
  const { output: kind, meaning } = await toSubject(teaching.classifier, asked);
  const given = asked.kind === "training" ? asked.request.validation : undefined;
  const read = await openPictures(teaching, asked.request.data);
  const readGiven = given ? await openPictures(teaching, given) : read;
  const seed = asked.kind === "training" ? asked.request.seed : 0;
  const wanted = { kind, encoder: row.encoder, views: viewsOf(asked), seed };
  const labels = meaning && new Set(meaning.labels);
  return pMap(
    pictures,
    (picture) => judgePicture(teaching, wanted, picture, picture.given ? readGiven : read, labels),
    { concurrency: READ_AHEAD },
  );
}

function toPart(judged: readonly Judged[]): Part {
  const outputs = judged.flatMap((picture) => picture.outputs);
  const values = new Float32Array(outputs.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of outputs) {
    values.set(each, at);
    at += each.length;
  }
  return { verdicts: judged.map(({ verdict }) => verdict), values };
}

/** Counts a part once, even if other instances do the same. */
async function countPart(
  storage: StorageClients,
  id: string,
  part: number,
  own: readonly DataRow[],
  { verdicts }: Part,
): Promise<void> {
  const problems = verdicts.flatMap((verdict, i) => {
    if (!("reason" in verdict)) return [];
    const { reason, detail } = verdict;
    return [{ name: own[i]?.name ?? "", reason, detail }];
  });
  const row = await changeTraining(
    storage,
    id,
    (row) => ({
      doneParts: row.doneParts + 1,
      done: row.done + verdicts.length,
      leftOut: row.leftOut + problems.length,
      problems: addProblems(row.problems, problems),
    }),
    keyOf(part),
  );
  await fitIfComputed(storage, id, row);
}

/** Queues the fit when all parts are computed; not again once it has begun, because its message lives. */
async function fitIfComputed(
  storage: StorageClients,
  id: string,
  { status, step, doneParts, parts }: TrainingRow,
): Promise<void> {
  if (status === "Running" && step === "features" && doneParts === parts) {
    await sendStep(storage, { step: "fit", trainingId: id });
  }
}

const keyOf = (part: number): string => `part-${part}`;
