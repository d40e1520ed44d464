import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import type { BatchOptions } from "../../storage/batchTable.js";
import { checkBlobName } from "../../storage/blobName.js";
import { maxDequeueCount } from "../../storage/delivery.js";
import { batchInputsContainer } from "../../storage/names.js";
import { topKSchema } from "../classify/labelOptions.js";
import { sourceContainerSchema } from "../sourceContainer.js";

/** Maximum labels of one picture in `predictions.csv`. */
const MOST_LABELS = 1000;

/** The body of `POST /api/batches`; the settings below the model have Azure ML's names. */
export const batchRequestSchema = z.strictObject({
  container: sourceContainerSchema(batchInputsContainer),
  prefix: z.string().max(1024).default("").meta({
    description: "Only blobs whose names begin with this.",
    "x-ms-visibility": "important",
  }),
  name: z.string().max(200).default("").meta({ description: "A name for people." }),
  model: z.string().optional().meta({
    description: "The model that is expected to be served.",
    "x-ms-visibility": "advanced",
  }),
  top_k: topKSchema.max(MOST_LABELS).default(5),
  mini_batch_size: z.int().min(1).max(1000).default(50).meta({
    description: "Pictures of one queue message, which is also what is tried again.",
    "x-ms-visibility": "advanced",
  }),
  error_threshold: z.int().min(-1).default(-1).meta({
    description: "Pictures that may fail before the batch does; -1 for any number.",
    "x-ms-visibility": "advanced",
  }),
  max_retries: z
    .int()
    .min(0)
    .max(maxDequeueCount - 1)
    .default(3)
    .meta({
      description: "How often a mini-batch is tried again where a failure may pass.",
      "x-ms-visibility": "advanced",
    }),
  delete_inputs: z.boolean().default(false).meta({
    description: "Deletes a folder of batch-inputs when its batch has ended.",
    "x-ms-visibility": "advanced",
  }),
});

export type BatchRequest = z.output<typeof batchRequestSchema>;

/**
 * Reads the body of `POST /api/batches`.
 *
 * @throws ClassifierError `InvalidRequest`, `InvalidBlobName` for the prefix
 */
export function toBatchRequest(json: unknown): BatchRequest {
  const { data, error } = batchRequestSchema.safeParse(json);
  if (!data) throw new ClassifierError("InvalidRequest", firstIssue(error));
  checkBlobName(data.prefix, "prefix");
  if (data.delete_inputs && !isInputFolder(data)) {
    const detail = `delete_inputs: only for a folder of ${batchInputsContainer}, such as the prefix "mine/"; the batch reads ${data.container}/${data.prefix}`;
    throw new ClassifierError("InvalidRequest", detail);
  }
  return data;
}

/** Whether a batch reads one folder of what callers sent for batches, so that nothing else goes with it. */
function isInputFolder({ container, prefix }: BatchRequest): boolean {
  return container === batchInputsContainer && /[^/]\/$/.test(prefix);
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
    deleteInputs: request.delete_inputs,
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
    delete_inputs: options.deleteInputs ?? false,
  };
}
