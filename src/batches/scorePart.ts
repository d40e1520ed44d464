import pMap from "p-map";
import type { Classifier } from "../classifier.js";
import { ClassifierError, toClassifierError } from "../errors.js";
import { pinPart, readPage } from "../storage/batchBlobs.js";
import { changeBatch, isCounted, type BatchRow } from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { readNewest } from "../storage/upload.js";
import { stage } from "../telemetry/stage.js";
import { toFailedState } from "./failure.js";
import { finishIfDone } from "./finish.js";
import { toPredictionLine, isFailure, type Prediction } from "./prediction.js";
import type { StepOf } from "./steps.js";

/** Pictures of one part that are read at once, while the one before is in inference. */
const READ_AHEAD = 4;

/**
 * Classifies one part of a batch, a mini-batch. A picture that cannot be classified now fails the
 * whole step, so that it is tried again, until `max_retries` is used up.
 *
 * @param dequeueCount of the message, 1 at first
 * @throws ClassifierError where a later attempt may succeed
 */
export async function scorePart(
  storage: StorageClients,
  classifier: Classifier,
  step: StepOf<"score">,
  batch: BatchRow,
  dequeueCount: number,
  maxBytes: number,
): Promise<void> {
  const { batchId, part } = step;
  if (await isCounted(storage, batchId, partKey(part))) {
    return finishIfDone(storage, batchId, batch);
  }
  const classify = async (name: string): Promise<Prediction> => {
    try {
      const picture = await stage("download", () =>
        readNewest(storage, batch.container, name, maxBytes),
      );
      const { labels } = await classifier.classify(picture, { topK: batch.topK });
      return { file_name: name, labels };
    } catch (thrown) {
      const error = toClassifierError(thrown);
      const isFinal = !error.retryable && error.status < 500;
      if (!isFinal && dequeueCount <= batch.maxRetries) throw error;
      return toFailure(name, error);
    }
  };
  const names = await blobsOf(storage, step);
  const predictions = await pMap(names, classify, { concurrency: READ_AHEAD });
  const { name } = await classifier.model();
  await completePart(storage, step, predictions, name);
}

/**
 * Ends a part that failed in every attempt: each of its pictures counts as failed.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function giveUpPart(storage: StorageClients, step: StepOf<"score">): Promise<void> {
  const names = await blobsOf(storage, step);
  const error = new ClassifierError("AttemptsExhausted");
  await completePart(
    storage,
    step,
    names.map((name) => toFailure(name, error)),
    undefined,
  );
}

const partKey = (part: number): string => `part-${part}`;

function toFailure(name: string, { code, message }: ClassifierError): Prediction {
  return { file_name: name, error: { code, message } };
}

async function blobsOf(
  storage: StorageClients,
  { batchId, page, from, to }: StepOf<"score">,
): Promise<string[]> {
  const known = await readPage(storage, batchId, page);
  if (!known) throw new ClassifierError("StorageUnavailable", `Page ${page} is not there.`);
  return known.blobs.slice(from, to);
}

/** Writes the predictions and counts them, each once, whoever else works on the same part. */
async function completePart(
  storage: StorageClients,
  { batchId, part }: StepOf<"score">,
  predictions: readonly Prediction[],
  model: string | undefined,
): Promise<void> {
  const lines = await pinPart(storage, batchId, part, predictions.map(toPredictionLine));
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
