import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import type { BatchOptions } from "../../storage/batchTable.js";
import { checkBlobName } from "../../storage/blobName.js";
import { maxDequeueCount } from "../../storage/delivery.js";
import { isClosedContainer } from "../../storage/names.js";
import { topKSchema } from "../classify/labelOptions.js";

/** Labels of one picture that a table of predictions has room for. */
const MOST_LABELS = 1000;

/** The body of `POST /api/batches`; the settings below the model have Azure ML's names. */
export const batchRequestSchema = z.object({
  container: z
    .string()
    .refine((name) => !isClosedContainer(name), {
      error: ({ input }) =>
        `${JSON.stringify(input)} is a container of this service or of its host; expected one with pictures, such as batch-inputs`,
      abort: true,
    })
    // Azure's rule for names.
    .regex(/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/)
    .meta({ description: "The container that has the pictures." }),
  prefix: z
    .string()
    .max(1024)
    .default("")
    .meta({ description: "Only blobs whose names begin with this." }),
  name: z.string().max(200).default("").meta({ description: "For people." }),
  model: z.string().optional().meta({ description: "The model that is expected to be served." }),
  top_k: topKSchema.max(MOST_LABELS).default(5),
  mini_batch_size: z
    .int()
    .min(1)
    .max(1000)
    .default(50)
    .meta({ description: "Pictures of one queue message, which is also what is tried again." }),
  error_threshold: z
    .int()
    .min(-1)
    .default(-1)
    .meta({ description: "Pictures that may fail before the batch does; -1 for any number." }),
  max_retries: z
    .int()
    .min(0)
    .max(maxDequeueCount - 1)
    .default(3)
    .meta({ description: "Of one mini-batch, where a failure may pass." }),
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
  return data;
}

/** The request as the columns of a batch's row. */
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

/** What was asked for, as answers tell it: the other way. */
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
