import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { maxDequeueCount } from "../../storage/delivery.js";
import { topKSchema } from "../classify/labelOptions.js";

/** Labels of one picture that a table of predictions has room for. */
const MOST_LABELS = 1000;

/** The body of `POST /api/batches`; the settings below the model have Azure ML's names. */
export const batchRequestSchema = z.object({
  container: z
    .string()
    // Azure's rule for names, but for its own containers, which begin with $.
    .regex(/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/)
    .refine((name) => !name.startsWith("azure-webjobs-"), "is the Functions host's own")
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

/** @throws ClassifierError `InvalidRequest` */
export function toBatchRequest(json: unknown): z.output<typeof batchRequestSchema> {
  const { data, error } = batchRequestSchema.safeParse(json);
  if (data) return data;
  const [issue] = error.issues;
  const path = issue?.path.join(".") || "body";
  throw new ClassifierError("InvalidRequest", `${path}: ${issue?.message}`);
}
