import pMap from "p-map";
import { writeResult } from "../storage/trainingBlobs.js";
import { changeTraining, findTraining, type TrainingRow } from "../storage/trainingTable.js";
import { sha256OfBytes } from "../sha256.js";
import type { RereadPicture } from "../learning/evaluation/mistakes.js";
import { collect, type Collected } from "./collect.js";
import { openPictures } from "./dataset.js";
import { learnInThread } from "./learnInThread.js";
import type { LearnJob, Learnt } from "./learnMessages.js";
import { addProblems, LONGEST_COLUMN } from "./problems.js";
import { publish, readCurrent } from "./publish.js";
import { toAsked, type Asked } from "./request.js";
import { sendStep } from "./steps.js";
import { toSubject } from "./subject.js";
import { checkEncoder, type Teaching } from "./teaching.js";
import { toEvaluationJob, toTrainingJob } from "./toJob.js";

/** Result files that are written in parallel. */
const AT_ONCE = 4;

/**
 * Fits and measures what the parts have computed, writes the results, and publishes a trained head.
 * All of it may be repeated.
 *
 * @throws DatasetError where the pictures do not suffice
 * @throws ClassifierError if a retry can succeed; `ModelChanged`
 */
export async function fit(teaching: Teaching, id: string, row: TrainingRow): Promise<void> {
  const { storage } = teaching;
  await checkEncoder(teaching, row);
  await changeTraining(storage, id, ({ status, step }) =>
    status === "Running" && step !== "fit" ? { step: "fit" } : undefined,
  );
  const asked = toAsked(row);
  const collected = await collect(storage, id, asked);
  const { pictures } = collected.report;
  const buffers = new Set(
    pictures.flatMap(({ outputs }) =>
      outputs.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : [])),
    ),
  );
  const reread = await rereader(teaching, asked, collected);
  const job = await toJob(teaching, row, asked, collected);
  const learnt = await learnInThread(job, [...buffers], reread);
  // It may have been canceled meanwhile.
  if ((await findTraining(storage, id)).status !== "Running") return;
  await pMap(learnt.files, ([path, bytes]) => writeResult(storage, id, path, bytes), {
    concurrency: AT_ONCE,
  });
  // What is canceled while the results are written is not published.
  if ((await findTraining(storage, id)).status !== "Running") return;
  const published =
    asked.kind === "training"
      ? await publish(storage, id, placeOf(row), asked.request, learnt, comparedIn(job))
      : {};
  // Somebody has promoted another version meanwhile: it is compared with that one.
  if (!published) return fit(teaching, id, row);
  await succeed(teaching, id, learnt, collected, published);
}

async function toJob(
  { storage, classifier }: Teaching,
  row: TrainingRow,
  asked: Asked,
  collected: Collected,
): Promise<LearnJob> {
  const model = await classifier.model();
  if (asked.kind === "evaluation") {
    const subject = await toSubject(classifier, asked);
    return toEvaluationJob(asked.request, model, collected, subject);
  }
  const seconds = (Date.now() - row.createdAt.getTime()) / 1000;
  const isCompared = asked.request.promote === "if_better";
  const current = isCompared ? await readCurrent(storage, placeOf(row)) : undefined;
  return toTrainingJob(asked.request, model, collected, seconds, current);
}

/** The version that a training was compared with. */
const comparedIn = (job: LearnJob): number | undefined =>
  job.kind === "training" ? job.current?.version : undefined;

const placeOf = ({ encoder, name }: TrainingRow) => ({ encoder, name });

/** Shows pictures to the model again, for the report; none that is gone or has changed. */
async function rereader(
  teaching: Teaching,
  { kind, request }: Asked,
  { report }: Collected,
): Promise<RereadPicture> {
  const { classifier } = teaching;
  const read = await openPictures(teaching, request.data);
  const given = kind === "training" && request.validation;
  const readGiven = given ? await openPictures(teaching, given) : read;
  const bySha256 = new Map(report.pictures.map((picture) => [picture.sha256, picture]));
  return async (sha256) => {
    const picture = bySha256.get(sha256);
    if (!picture) return undefined;
    const bytes = await (picture.given ? readGiven : read)(picture.place).catch(() => undefined);
    if (!bytes || sha256OfBytes(bytes) !== sha256) return undefined;
    // A copy, because the classifier takes it over. Without its maps, as where the service is
    // overloaded, the report shows the picture alone.
    const copy = new Uint8Array(bytes);
    const inference = await classifier.infer(copy, { explains: true }).catch(() => undefined);
    return { bytes, inference };
  };
}

async function succeed(
  { storage }: Teaching,
  id: string,
  { labels, metrics }: Learnt,
  { report }: Collected,
  published: { version?: number; current?: boolean },
): Promise<void> {
  const names = JSON.stringify(labels);
  await changeTraining(storage, id, ({ status }) =>
    status === "Running"
      ? {
          ...published,
          status: "Succeeded",
          step: "done",
          finishedAt: new Date(),
          leftOut: report.problems.length,
          // Now in the order of the data, and with those that only show when all are known.
          problems: addProblems("[]", report.problems),
          metrics: JSON.stringify(metrics),
          ...(names.length <= LONGEST_COLUMN && { labels: names }),
        }
      : undefined,
  );
  await sendStep(storage, { step: "clean", trainingId: id });
}
