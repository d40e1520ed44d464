import pMap from "p-map";
import type { Classifier } from "../classifier.js";
import { ClassifierError, toClassifierError } from "../errors.js";
import { pinBeginning, pinPart, readBeginning, readPage } from "../storage/batchBlobs.js";
import { changeBatch, isCounted, type BatchRow } from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { readNewest } from "../storage/upload.js";
import { stage } from "../telemetry/stage.js";
import { toFailedState } from "./failure.js";
import { finishIfDone } from "./finish.js";
import { toPredictionLine, isFailure, type Prediction } from "./prediction.js";
import { sendStep, type StepOf } from "./steps.js";

/** Pictures of one part that are read in parallel, while others are in inference. */
const READ_AHEAD = 4;

/** Milliseconds after which a step starts no further picture. The next message continues. */
const LONGEST_STEP = 60_000;

/** What a step needs for its work. */
export interface Scoring {
  readonly storage: StorageClients;
  readonly classifier: Classifier;
  /** Maximum bytes of one encoded picture. */
  readonly maxBytes: number;
  /** Deliveries of the message so far, from 1. */
  readonly dequeueCount: number;
  /** Milliseconds that one step may take. */
  readonly longestStep?: number;
}

/**
 * Classifies one part (a mini-batch), or as much of it as the time allows. A temporary failure of
 * one picture fails the whole step, so that it is retried up to `max_retries` times.
 *
 * @throws ClassifierError if a retry can succeed
 */
export async function scorePart(
  scoring: Scoring,
  step: StepOf<"score">,
  batch: BatchRow,
): Promise<void> {
  const { storage, classifier, longestStep = LONGEST_STEP } = scoring;
  const { batchId, part, from, next = from, scoredFrom = [] } = step;
  if (await isCounted(storage, batchId, partKey(part))) {
    return finishIfDone(storage, batchId, batch);
  }
  const names = await blobsOf(storage, step, next);
  const until = performance.now() + longestStep;
  const predictions = await pMap(whileTime(names, until), (name) => predict(scoring, batch, name), {
    concurrency: READ_AHEAD,
  });
  const lines = predictions.map(toPredictionLine);
  if (lines.length < names.length) {
    const count = await pinBeginning(storage, batchId, { part, from: next }, lines);
    const { version: _, traceparent: __, ...rest } = step;
    return sendStep(storage, {
      ...rest,
      scoredFrom: [...scoredFrom, next],
      next: next + count,
    });
  }
  const { name } = await classifier.model();
  await completePart(storage, step, [...(await scoredLines(storage, step)), ...lines], name);
}

/** The results of earlier steps for the same part. */
async function scoredLines(
  storage: StorageClients,
  { batchId, part, scoredFrom = [] }: StepOf<"score">,
): Promise<string[]> {
  const read = (from: number): Promise<string[]> => readBeginning(storage, batchId, { part, from });
  return (await pMap(scoredFrom, read, { concurrency: READ_AHEAD })).flat();
}

/** Yields names until the time is over, but at least one, so that every step makes progress. */
function* whileTime(names: readonly string[], until: number): Generator<string> {
  for (const [index, name] of names.entries()) {
    if (index > 0 && performance.now() > until) return;
    yield name;
  }
}

async function predict(
  { storage, classifier, maxBytes, dequeueCount }: Scoring,
  { container, topK, maxRetries }: BatchRow,
  name: string,
): Promise<Prediction> {
  try {
    const picture = await stage("download", () => readNewest(storage, container, name, maxBytes));
    const { labels } = await classifier.classify(picture, { topK });
    return { file_name: name, labels };
  } catch (thrown) {
    const error = toClassifierError(thrown);
    const isFinal = !error.retryable && error.status < 500;
    if (!isFinal && dequeueCount <= maxRetries) throw error;
    return toFailure(name, error);
  }
}

/**
 * Ends a part that failed in every attempt. Each picture without a result counts as failed.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function giveUpPart(storage: StorageClients, step: StepOf<"score">): Promise<void> {
  const names = await blobsOf(storage, step, step.next ?? step.from);
  const error = new ClassifierError("AttemptsExhausted");
  const lines = names.map((name) => toPredictionLine(toFailure(name, error)));
  await completePart(storage, step, [...(await scoredLines(storage, step)), ...lines], undefined);
}

const partKey = (part: number): string => `part-${part}`;

function toFailure(name: string, { code, message }: ClassifierError): Prediction {
  return { file_name: name, error: { code, message } };
}

async function blobsOf(
  storage: StorageClients,
  { batchId, page, to }: StepOf<"score">,
  from: number,
): Promise<string[]> {
  const known = await readPage(storage, batchId, page);
  if (!known)
    throw new ClassifierError(
      "StorageUnavailable",
      `Page ${page} of the batch is missing in storage.`,
    );
  return known.blobs.slice(from, to);
}

/** Writes and counts the lines of a part, once, even if other instances do the same. */
async function completePart(
  storage: StorageClients,
  { batchId, part }: StepOf<"score">,
  found: readonly string[],
  model: string | undefined,
): Promise<void> {
  const lines = await pinPart(storage, batchId, part, found);
  const failures = lines.filter(isFailure).length;
  const batch = await changeBatch(
    storage,
    batchId,
    (batch) => {
      const failed = batch.failed + failures;
      const counts = {
        doneParts: batch.doneParts + 1,
        succeeded: batch.succeeded + lines.length - failures,
        failed,
        model: model ?? batch.model,
      };
      if (batch.status !== "Running") return counts;
      const isOver = batch.errorThreshold >= 0 && failed > batch.errorThreshold;
      return isOver
        ? { ...counts, ...toFailedState(tooMany(failed, batch.errorThreshold)) }
        : counts;
    },
    partKey(part),
  );
  await finishIfDone(storage, batchId, batch);
}

function tooMany(failed: number, threshold: number): ClassifierError {
  const detail = `${failed} pictures failed; error_threshold allows ${threshold}.`;
  return new ClassifierError("TooManyFailures", detail);
}
