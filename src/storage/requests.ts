import { z } from "zod";
import { ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { requestQueue } from "./names.js";
import { toStorageError } from "./storageError.js";
import type { Upload } from "./upload.js";

/**
 * A message on the queue: which version of which blob to classify, never its content. None of its
 * properties may have the name of a queue trigger's metadata (`id`, `dequeueCount`, …), because the
 * Functions host merges the two.
 */
const messageSchema = z.object({
  version: z.literal(1),
  container: z.string().min(1).max(63),
  blobName: z.string().min(1).max(1024),
  etag: z.string().min(1),
  size: z.number().int().nonnegative(),
});

/**
 * Puts a request to classify this upload on the queue, in the base64 that Azure Functions expects.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function sendRequest(storage: StorageClients, upload: Upload): Promise<void> {
  const message: z.infer<typeof messageSchema> = { version: 1, ...upload };
  const text = Buffer.from(JSON.stringify(message)).toString("base64");
  try {
    await storage.queues.getQueueClient(requestQueue).sendMessage(text);
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Reads what the queue trigger hands over.
 *
 * @throws ClassifierError `InvalidMessage`
 */
export function toUpload(message: unknown): Upload {
  const { data, error } = messageSchema.safeParse(message);
  if (!data) {
    const [issue] = error.issues;
    throw new ClassifierError("InvalidMessage", `${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { version: _, ...upload } = data;
  return upload;
}
