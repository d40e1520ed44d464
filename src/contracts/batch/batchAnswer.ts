import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import { ownAddress } from "../../http/ownAddress.js";
import { batchStatuses, type BatchRow } from "../../storage/batchTable.js";
import { predictionsContainer } from "../../storage/names.js";
import { predictionFiles, predictionPath } from "../../storage/predictions.js";
import { fromBatchOptions } from "./batchRequest.js";

/** The state of a batch. */
export const batchAnswerSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(batchStatuses),
  container: z.string(),
  prefix: z.string(),
  model: z.string(),
  top_k: z.int(),
  mini_batch_size: z.int(),
  error_threshold: z.int(),
  max_retries: z.int(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().optional(),
  listed: z
    .boolean()
    .meta({ description: "Whether all blobs are listed, so that `found` is final." }),
  totals: z.object({
    found: z.int(),
    queued: z.int(),
    succeeded: z.int(),
    failed: z.int(),
  }),
  rate: z.number().meta({ description: "Pictures per second since the batch started." }),
  seconds_left: z.int().optional(),
  outputs: z
    .partialRecord(z.enum(predictionFiles), z.string())
    .optional()
    .meta({ description: "Blobs of the results, as container/path." }),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
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
 * Answers 202 with `Location` while the batch runs, and 200 when it has ended. Azure's pollers and
 * Logic Apps follow this pattern.
 */
export function toBatchAnswer(
  request: HttpRequest,
  batchId: string,
  batch: BatchRow,
): HttpResponseInit {
  const jsonBody = toBatchSummary(batchId, batch);
  if (batch.status !== "Running") return { jsonBody };
  const location = ownAddress(request, `/api/batches/${batchId}`);
  return { status: 202, headers: { location, "retry-after": String(POLL_SECONDS) }, jsonBody };
}
