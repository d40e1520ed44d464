import { ClassifierError } from "../errors.js";
import { encoderId } from "../inference/modelFolder.js";
import { requireTwoLabels } from "../learning/dataset/twoLabels.js";
import { changeTraining, type TrainingRow } from "../storage/trainingTable.js";
import { listPictures } from "./dataset.js";
import { toAsked, viewsOf, type Asked } from "./request.js";
import { findRows, pinRows, toRow, type DataRows } from "./rows.js";
import { sendStep } from "./steps.js";
import { toSubject } from "./subject.js";
import type { Teaching } from "./teaching.js";

/** Pictures of one part, their views among them: what a kill costs at most. */
const PART_SIZE = 50;

/** Pictures of one training, their views among them: what fits into the memory of an instance. */
const MOST_PICTURES = 20_000;

/** Their outputs: 256 MB of float32. A model of 21,841 labels gives that for some 3,000 pictures. */
const MOST_VALUES = 64_000_000;

/** Rows of one part. */
export const rowsPerPart = (asked: Asked): number =>
  Math.max(1, Math.floor(PART_SIZE / (1 + viewsOf(asked))));

/** @param width values of the model's output for each picture */
export const mostPictures = (width: number): number =>
  Math.min(MOST_PICTURES, Math.floor(MOST_VALUES / width));

/**
 * Lists the pictures of a job and queues their parts.
 *
 * @throws DatasetError, ClassifierError as `listPictures` does; `TooManyPictures`
 */
export async function list(teaching: Teaching, id: string, row: TrainingRow): Promise<void> {
  const { storage, classifier } = teaching;
  const asked = toAsked(row);
  const model = await classifier.model();
  const encoder = encoderId(model);
  const { output } = await toSubject(classifier, asked);
  const width = output === "logits" ? model.labels.length : (model.gives.featureCount ?? 1);
  // A list that was written down counts, whatever became of the data.
  const { rows } =
    (await findRows(storage, id)) ??
    (await pinRows(storage, id, await listRows(teaching, asked, width)));
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

/** @param width values of the model's output for each picture */
async function listRows(teaching: Teaching, asked: Asked, width: number): Promise<DataRows> {
  const { data, task } = asked.request;
  const given = asked.kind === "training" ? asked.request.validation : undefined;
  const dataset = await listPictures(teaching, data);
  const validation = given ? (await listPictures(teaching, given)).pictures : [];
  const count = dataset.pictures.length + validation.length;
  const views = viewsOf(asked);
  const most = mostPictures(width);
  if (count * (1 + views) > most) {
    const each = views === 0 ? "" : ` with ${views} views each`;
    const detail = `The data has ${count} pictures${each}; with this model at most ${most} can be taken, views included.`;
    throw new ClassifierError("TooManyPictures", detail);
  }
  // Before features are computed for nothing.
  if (asked.kind === "training") requireTwoLabels(dataset.pictures, task ?? dataset.task);
  return {
    task: task ?? dataset.task,
    rows: [
      ...dataset.pictures.map((picture) => toRow(picture, false)),
      ...validation.map((picture) => toRow(picture, true)),
    ],
  };
}
