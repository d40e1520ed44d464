import { ClassifierError } from "../errors.js";
import { encoderId } from "../inference/modelFolder.js";
import { changeTraining, type TrainingRow } from "../storage/trainingTable.js";
import { listPictures } from "./dataset.js";
import { toAsked, viewsOf, type Asked } from "./request.js";
import { pinRows, toRow, type DataRows } from "./rows.js";
import { sendStep } from "./steps.js";
import type { Teaching } from "./teaching.js";

/** Pictures of one part, their views among them: what a kill costs at most. */
const PART_SIZE = 50;

/** Pictures of one training, their views among them: what fits into the memory of an instance. */
const MOST_PICTURES = 20_000;

/** Rows of one part. */
export const rowsPerPart = (asked: Asked): number =>
  Math.max(1, Math.floor(PART_SIZE / (1 + viewsOf(asked))));

/**
 * Lists the pictures of a job and queues their parts.
 *
 * @throws DatasetError, ClassifierError as `listPictures` does; `TooManyPictures`
 */
export async function list(teaching: Teaching, id: string, row: TrainingRow): Promise<void> {
  const { storage, classifier } = teaching;
  const asked = toAsked(row);
  const encoder = encoderId(await classifier.model());
  const { rows } = await pinRows(storage, id, await readRows(teaching, asked));
  const parts = Math.ceil(rows.length / rowsPerPart(asked));
  await changeTraining(
    storage,
    id,
    ({ status }) =>
      status === "Running" ? { encoder, found: rows.length, parts, step: "features" } : undefined,
    "list",
  );
  for (let part = 0; part < parts; part++) {
    await sendStep(storage, { step: "features", trainingId: id, part });
  }
}

async function readRows(teaching: Teaching, asked: Asked): Promise<DataRows> {
  const { data, task } = asked.request;
  const given = asked.kind === "training" ? asked.request.validation : undefined;
  const dataset = await listPictures(teaching, data);
  const validation = given ? (await listPictures(teaching, given)).pictures : [];
  const count = dataset.pictures.length + validation.length;
  const views = viewsOf(asked);
  if (count * (1 + views) > MOST_PICTURES) {
    const each = views === 0 ? "" : ` with ${views} views each`;
    const detail = `The data has ${count} pictures${each}; a training takes at most ${MOST_PICTURES}, views included.`;
    throw new ClassifierError("TooManyPictures", detail);
  }
  return {
    task: task ?? dataset.task,
    rows: [
      ...dataset.pictures.map((picture) => toRow(picture, false)),
      ...validation.map((picture) => toRow(picture, true)),
    ],
  };
}
