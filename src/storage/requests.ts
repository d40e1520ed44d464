import { z } from "zod";
import { scoreFunctions } from "../labels/scores.js";
import { blobNameSchema } from "./blobName.js";
import type { StorageClients } from "./connection.js";
import { parseMessage, sendMessage } from "./messages.js";
import { requestQueue } from "./names.js";

/** A message on the queue `classify-requests`: the blob and its version, never its content. */
const messageSchema = z.object({
  version: z.literal(1),
  container: z.string().min(1).max(63),
  blobName: blobNameSchema,
  etag: z.string().min(1),
  size: z.number().int().nonnegative(),
  /** ETag of the blob's row when it was queued. */
  rowETag: z.string().optional(),
  /** Label options of an asynchronous request. */
  labelOptions: z
    .object({
      topK: z.number().optional(),
      threshold: z.number().optional(),
      scoreFunction: z.enum(scoreFunctions).optional(),
      rollup: z.boolean().optional(),
      unsure: z.boolean().optional(),
      head: z.string().optional(),
    })
    .optional(),
  /** URL that receives the result. */
  callbackUrl: z.string().optional(),
  /** Trace that this work continues (W3C Trace Context). */
  traceparent: z.string().optional(),
});

/** One picture to classify; also an {@link Upload}. */
export type ClassificationRequest = Omit<z.output<typeof messageSchema>, "version">;

/**
 * Queues the classification of an upload.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function sendRequest(
  storage: StorageClients,
  request: ClassificationRequest,
): Promise<void> {
  const message: z.input<typeof messageSchema> = { version: 1, ...request };
  await sendMessage(storage, requestQueue, message);
}

/**
 * Reads the message of a queue trigger.
 *
 * @throws ClassifierError `InvalidMessage`
 */
export function toRequest(message: unknown): ClassificationRequest {
  const { version: _, ...request } = parseMessage(messageSchema, message);
  return request;
}
