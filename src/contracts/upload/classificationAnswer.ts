import { z } from "zod";
import type { ClassificationRow } from "../../storage/classificationRow.js";
import { labelsSchema } from "../classify/classifyAnswer.js";

/** What is known of an uploaded picture, as `GET /api/classifications/…` answers it. */
export const classificationAnswerSchema = z.object({
  container: z.string(),
  blob: z.string(),
  etag: z.string(),
  size: z.int().meta({ description: "Bytes of the blob." }),
  status: z.enum(["queued", "succeeded", "failed"]),
  queued_at: z.iso.datetime(),
  completed_at: z.iso.datetime().optional(),
  labels: labelsSchema.optional().meta({ description: "Best first, where it succeeded." }),
  model: z
    .object({ name: z.string(), version: z.string(), head: z.string().optional() })
    .optional(),
  width: z.int().optional().meta({ description: "Pixels of the upright picture." }),
  height: z.int().optional(),
  attempts: z.int().optional().meta({ description: "In vain so far, of a queued one." }),
  milliseconds: z.int().optional().meta({ description: "From the download to the answer." }),
  error: z
    .object({ code: z.string(), message: z.string() })
    .optional()
    .meta({ description: "Why it failed, or why the last attempt at a queued one did." }),
});

export function toClassificationAnswer(
  row: ClassificationRow,
): z.infer<typeof classificationAnswerSchema> {
  const { modelName, modelVersion, errorCode, errorMessage } = row;
  return {
    container: row.container,
    blob: row.blobName,
    etag: row.blobETag,
    size: row.blobSize,
    status: row.status,
    queued_at: row.queuedAt.toISOString(),
    completed_at: row.completedAt?.toISOString(),
    labels: row.labels,
    model:
      modelName && modelVersion
        ? { name: modelName, version: modelVersion, ...(row.head && { head: row.head }) }
        : undefined,
    width: row.width,
    height: row.height,
    attempts: row.attempts,
    milliseconds: row.milliseconds,
    error: errorCode && errorMessage ? { code: errorCode, message: errorMessage } : undefined,
  };
}
