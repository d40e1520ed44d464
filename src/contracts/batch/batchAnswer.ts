import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import { ownAddress } from "../../http/ownAddress.js";
import { wantsCreated } from "../created.js";
import type { BatchRow } from "../../storage/batchTable.js";
import { jobStatuses } from "../../storage/jobTable.js";
import { predictionsContainer } from "../../storage/names.js";
import { predictionFiles, predictionPath, type PredictionFile } from "../../storage/predictions.js";
import { fromBatchOptions } from "./batchRequest.js";

/** The state of a batch. */
export const batchAnswerSchema = z.object({
  id: z.string().meta({ title: "Batch ID", description: "The id of the batch." }),
  name: z.string().meta({ description: "The name that it was given, for people." }),
  status: z.enum(jobStatuses).meta({ description: "Whether it runs, or how it ended." }),
  container: z.string().meta({ description: "The container that has the pictures." }),
  prefix: z.string().meta({ description: "What the names of its blobs begin with." }),
  model: z.string().meta({ description: "The model that classifies, once it is known." }),
  top_k: z.int().meta({ title: "Number of labels", description: "Labels of each picture." }),
  mini_batch_size: z.int().meta({ description: "Pictures of one mini-batch." }),
  error_threshold: z.int().meta({ description: "Pictures that may fail; -1 for any number." }),
  max_retries: z.int().meta({ description: "How often a mini-batch is tried again." }),
  delete_inputs: z.boolean().meta({ description: "Whether its end deletes the pictures." }),
  created_at: z.iso.datetime().meta({ description: "When it was started." }),
  finished_at: z.iso.datetime().optional().meta({ description: "When it ended." }),
  listed: z.boolean().meta({ description: "Whether the number of pictures found is final." }),
  totals: z
    .object({
      found: z.int().meta({ description: "Pictures found so far." }),
      queued: z.int().meta({ description: "Pictures that wait." }),
      succeeded: z.int().meta({ description: "Pictures that have labels." }),
      failed: z.int().meta({ description: "Pictures that cannot be classified." }),
    })
    .meta({ description: "How many pictures there are in each state." }),
  rate: z.number().meta({ description: "Pictures per second since it was started." }),
  seconds_left: z.int().optional().meta({ description: "Seconds until it ends, at this rate." }),
  outputs: z
    .object({
      "predictions.csv": z.string().optional().meta({ description: "A table for people." }),
      "predictions.jsonl": z.string().optional().meta({ description: "A line for each picture." }),
      "summary.json": z.string().optional().meta({ description: "The totals." }),
    } satisfies Record<PredictionFile, z.ZodType>)
    .optional()
    .meta({ description: "Blobs, as container and path." }),
  error: z
    .object({
      code: z.string().meta({ title: "Error code", description: "A stable code for programs." }),
      message: z.string().meta({ title: "Error message", description: "What went wrong." }),
    })
    .optional()
    .meta({ description: "Why it failed." }),
});

/** The body of an answer about a batch, and of `summary.json`. */
export function toBatchSummary(
  batchId: string,
  batch: BatchRow,
): z.infer<typeof batchAnswerSchema> {
  const { found, succeeded, failed, createdAt, finishedAt, status } = batch;
  const done = succeeded + failed;
  const seconds = ((finishedAt?.getTime() ?? Date.now()) - createdAt.getTime()) / 1000;
  const rate = seconds > 0 ? done / seconds : 0;
  const isRunning = status === "Running";
  return {
    id: batchId,
    ...fromBatchOptions(batch),
    status,
    model: batch.model,
    created_at: createdAt.toISOString(),
    ...(finishedAt && { finished_at: finishedAt.toISOString() }),
    listed: batch.listed,
    totals: { found, queued: found - done, succeeded, failed },
    rate: Math.round(rate * 100) / 100,
    ...(isRunning &&
      batch.listed &&
      rate > 0 && { seconds_left: Math.ceil((found - done) / rate) }),
    ...(status === "Succeeded" && {
      outputs: Object.fromEntries(
        predictionFiles.map((file) => [
          file,
          `${predictionsContainer}/${predictionPath(batchId, file)}`,
        ]),
      ),
    }),
    ...(batch.errorCode !== undefined &&
      batch.errorMessage !== undefined && {
        error: { code: batch.errorCode, message: batch.errorMessage },
      }),
  };
}

/** Value of `Retry-After`, in seconds. */
const POLL_SECONDS = 2;

/**
 * 202 with the place to ask while the batch runs, which is what Azure's pollers and Logic Apps wait
 * for, and then 200. A connector's gateway loses that place, so connectors get 200 with the id.
 */
export function toBatchAnswer(
  request: HttpRequest,
  batchId: string,
  batch: BatchRow,
): HttpResponseInit {
  const jsonBody = toBatchSummary(batchId, batch);
  if (batch.status !== "Running" || wantsCreated(request)) return { jsonBody };
  const location = ownAddress(request, `/api/batches/${batchId}`);
  return { status: 202, headers: { location, "retry-after": String(POLL_SECONDS) }, jsonBody };
}

/** The answer to who started a batch: 202 as above, or 201 for connectors. */
export function toStartedAnswer(
  request: HttpRequest,
  batchId: string,
  batch: BatchRow,
): HttpResponseInit {
  const answer = toBatchAnswer(request, batchId, batch);
  return wantsCreated(request) ? { ...answer, status: 201 } : answer;
}
