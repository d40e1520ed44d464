import { applyHead, type ClassifierHead } from "../inference/heads.js";
import type { KnownPicture } from "../learning/dataset/report.js";
import { evaluate } from "../learning/evaluation/evaluate.js";
import { evaluationFiles } from "../learning/evaluation/evaluationFiles.js";
import { mcnemar } from "../learning/evaluation/mcnemar.js";
import { mistakeThumbnails, type RereadPicture } from "../learning/evaluation/mistakes.js";
import { judgeOf } from "../learning/heads/judgeOf.js";
import { headFiles } from "../learning/heads/headFiles.js";
import type { PictureFeatures } from "../learning/heads/pictureFeatures.js";
import { train, type Trained } from "../learning/heads/train.js";
import type { EvaluationJob, LearnJob, Learnt, TrainingJob } from "./learnMessages.js";

/** Above this probability of chance, a difference between two heads proves nothing. */
const SIGNIFICANCE = 0.05;

/**
 * Fits and measures, and makes all files. It computes for long without a pause, so it runs in a
 * thread of its own.
 *
 * @throws DatasetError as `train` does
 */
export function learn(job: LearnJob, reread: RereadPicture): Promise<Learnt> {
  return job.kind === "training" ? trainHead(job, reread) : measure(job, reread);
}

async function trainHead(job: TrainingJob, reread: RereadPicture): Promise<Learnt> {
  const { facts, model, features, holdOut, current } = job;
  const { pictures } = facts.report;
  const begun = performance.now();
  const trained = train(pictures, features, holdOut, facts.options);
  const thumbnails = await mistakeThumbnails(trained.evaluation, reread, model, judgeOf(trained));
  const seconds = facts.seconds + (performance.now() - begun) / 1000;
  const training = { ...facts, holdOut: holdOut.kind, seconds, trained };
  return {
    files: await headFiles(training, thumbnails),
    labels: trained.labels,
    metrics: trained.evaluation.metrics,
    isBetter: current === undefined || beats(trained, current, pictures, features),
  };
}

/** Whether a new head labels more of the held-out pictures right than another, and not by chance. */
function beats(
  { evaluation, task }: Trained,
  current: ClassifierHead,
  pictures: readonly KnownPicture[],
  { plain }: PictureFeatures,
): boolean {
  const featuresOf = new Map(pictures.map(({ sha256 }, i) => [sha256, plain[i]]));
  const outputs = evaluation.pictures.map(({ sha256 }) => ({
    values: applyHead(current, featuresOf.get(sha256) ?? new Float32Array()),
    milliseconds: undefined,
  }));
  const { threshold } = evaluation;
  const known = new Set(current.labels);
  const other = evaluate(current.labels, task, threshold, evaluation.pictures, outputs);
  const isRight = other.isRight.map(
    (right, i) => right && (evaluation.pictures[i]?.labels ?? []).every((each) => known.has(each)),
  );
  const { onlyFirst, onlySecond, pValue } = mcnemar(evaluation.isRight, isRight);
  return onlyFirst > onlySecond && pValue < SIGNIFICANCE;
}

async function measure(job: EvaluationJob, reread: RereadPicture): Promise<Learnt> {
  const { model, labels, task, threshold, heading, pictures, head } = job;
  const outputs = job.outputs.map((values) => ({
    values: head ? applyHead(head, values) : values,
    milliseconds: undefined,
  }));
  const evaluation = evaluate(labels, task, threshold, pictures, outputs);
  const thumbnails = await mistakeThumbnails(evaluation, reread, model, () => head);
  const files = await evaluationFiles(evaluation, heading, thumbnails);
  return { files, labels, metrics: evaluation.metrics, isBetter: false };
}
