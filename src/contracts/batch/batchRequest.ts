import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import type { BatchOptions } from "../../storage/batchTable.js";
import { maxDequeueCount } from "../../storage/delivery.js";
import { topKSchema } from "../classify/labelOptions.js";

/** Maximum labels of one picture in `predictions.csv`. */
const MOST_LABELS = 1000;

/** The body of `POST /api/batches`. `mini_batch_size` and what follows are named as in Azure ML. */
export const batchRequestSchema = z.object({
  container: z
    .string()
    // Azure's rule for names, without Azure's own containers, which begin with $.
    .regex(/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/)
    .refine(
      (name) => !name.startsWith("azure-webjobs-"),
      "This container belongs to the Functions host; name another one",
    )
    .meta({ description: "Container with the pictures, in the storage account of the service." }),
  prefix: z
    .string()
    .max(1024)
    .default("")
    .meta({ description: "Only blobs whose names begin with this prefix." }),
  name: z.string().max(200).default("").meta({ description: "Name of the batch, for people." }),
  model: z.string().optional().meta({
    description: "Name of the expected model. The request fails if the service has another one.",
  }),
  top_k: topKSchema.max(MOST_LABELS).default(5),
  mini_batch_size: z
    .int()
    .min(1)
    .max(1000)
    .default(50)
    .meta({ description: "Pictures in one queue message. A message is retried as a whole." }),
  error_threshold: z
    .int()
    .min(-1)
    .default(-1)
    .meta({ description: "Pictures that may fail before the batch fails. -1 means any number." }),
  max_retries: z
    .int()
    .min(0)
    .max(maxDequeueCount - 1)
    .default(3)
    .meta({ description: "Retries of one mini-batch after a temporary failure." }),
});

export type BatchRequest = z.output<typeof batchRequestSchema>;

/**
 * Reads the body of `POST /api/batches`.
 *
 * @throws ClassifierError `InvalidRequest`
 */
export function toBatchRequest(json: unknown): BatchRequest {
  const { data, error } = batchRequestSchema.safeParse(json);
  if (data) return data;
  throw new ClassifierError("InvalidRequest", firstIssue(error));
}

/** Converts the request to columns of the batch's row. */
export function toBatchOptions(request: BatchRequest): BatchOptions {
  const { name, container, prefix } = request;
  return {
    name,
    container,
    prefix,
    topK: request.top_k,
    miniBatchSize: request.mini_batch_size,
    errorThreshold: request.error_threshold,
    maxRetries: request.max_retries,
  };
}

/** Converts columns of the batch's row to the names of the request. */
export function fromBatchOptions(options: BatchOptions): Omit<BatchRequest, "model"> {
  const { name, container, prefix } = options;
  return {
    name,
    container,
    prefix,
    top_k: options.topK,
    mini_batch_size: options.miniBatchSize,
    error_threshold: options.errorThreshold,
    max_retries: options.maxRetries,
  };
}
