import { z } from "zod";
import { scoreFunctions } from "../labels/scores.js";
import { blobNameSchema } from "./blobName.js";
import type { StorageClients } from "./connection.js";
import { parseMessage, sendMessage } from "./messages.js";
import { requestQueue } from "./names.js";

/** A message on the queue: which version of which blob to classify, never its content. */
const messageSchema = z.object({
  version: z.literal(1),
  container: z.string().min(1).max(63),
  blobName: blobNameSchema,
  etag: z.string().min(1),
  size: z.number().int().nonnegative(),
  /** ETag of the blob's row when it was noted as queued. */
  rowETag: z.string().optional(),
  /** What the asker wants of labels, where there is one. */
  labelOptions: z
    .object({
      topK: z.number().optional(),
      threshold: z.number().optional(),
      scoreFunction: z.enum(scoreFunctions).optional(),
      head: z.string().optional(),
    })
    .optional(),
  /** Where the outcome is to be sent. */
  callbackUrl: z.string().optional(),
  /** Trace to which the work belongs (W3C Trace Context). */
  traceparent: z.string().optional(),
});

/** One picture to classify; also an {@link Upload}. */
export type ClassificationRequest = Omit<z.output<typeof messageSchema>, "version">;

/**
 * Puts a request to classify this upload on the queue.
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
 * Reads what the queue trigger hands over.
 *
 * @throws ClassifierError `InvalidMessage`
 */
export function toRequest(message: unknown): ClassificationRequest {
  const { version: _, ...request } = parseMessage(messageSchema, message);
  return request;
}
