import { z } from "zod";
import type { ClassificationRow } from "../../storage/classificationRow.js";
import { labelsSchema } from "../classify/classifyAnswer.js";

/** The body of `GET /api/classifications/…`: the classification of an uploaded picture. */
export const classificationAnswerSchema = z.object({
  container: z.string(),
  blob: z.string(),
  etag: z.string(),
  size: z.int().meta({ description: "Size of the blob in bytes." }),
  status: z.enum(["queued", "succeeded", "failed"]),
  queued_at: z.iso.datetime(),
  completed_at: z.iso.datetime().optional(),
  labels: labelsSchema
    .optional()
    .meta({ description: "Labels, best first, if the status is succeeded." }),
  model: z
    .object({ name: z.string(), version: z.string(), head: z.string().optional() })
    .optional(),
  width: z.int().optional().meta({ description: "Width of the upright picture in pixels." }),
  height: z.int().optional(),
  attempts: z
    .int()
    .optional()
    .meta({ description: "Failed attempts so far, if the status is queued." }),
  milliseconds: z
    .int()
    .optional()
    .meta({ description: "Milliseconds from the start of the download to the labels." }),
  error: z
    .object({ code: z.string(), message: z.string() })
    .optional()
    .meta({ description: "Error of the picture, or of the last attempt if the status is queued." }),
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
