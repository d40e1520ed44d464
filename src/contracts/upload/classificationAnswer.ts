import { z } from "zod";
import { rowStatuses, type ClassificationRow } from "../../storage/classificationRow.js";
import { labelsSchema } from "../classify/classifyAnswer.js";

/** The body of `GET /api/classifications/…`: the classification of an uploaded picture. */
export const classificationAnswerSchema = z.object({
  container: z.string().meta({ description: "The container of the blob." }),
  blob: z.string().meta({ title: "Blob path", description: "Path of the blob in its container." }),
  etag: z.string().meta({ title: "ETag", description: "The version of the blob." }),
  size: z.int().meta({ title: "Size in bytes", description: "Bytes of the blob." }),
  status: z
    .enum(rowStatuses)
    .meta({ description: "Whether it waits, has succeeded or has failed." }),
  queued_at: z.iso.datetime().meta({ description: "When it was noted as waiting." }),
  completed_at: z.iso.datetime().optional().meta({ description: "When its outcome was written." }),
  labels: labelsSchema.optional().meta({ description: "Best first, where it succeeded." }),
  model: z
    .object({
      name: z.string().meta({ title: "Model name", description: "The name of the model." }),
      version: z.string().meta({ title: "Model version", description: "The model's version." }),
      head: z.string().optional().meta({ description: "The model's head that gave the labels." }),
      head_version: z.int().optional().meta({ description: "Its version, where it is published." }),
    })
    .optional()
    .meta({ description: "What gave the labels." }),
  width: z.int().optional().meta({ description: "Pixels of the upright picture, across." }),
  height: z.int().optional().meta({ description: "Pixels of the upright picture, down." }),
  attempts: z
    .int()
    .optional()
    .meta({ description: "How many attempts at a queued picture have failed so far." }),
  milliseconds: z.int().optional().meta({ description: "From the download to the answer." }),
  error: z
    .object({
      code: z.string().meta({ title: "Error code", description: "A stable code for programs." }),
      message: z.string().meta({ title: "Error message", description: "What went wrong." }),
    })
    .optional()
    .meta({ description: "Error of the picture, or of the last attempt if the status is queued." }),
});

/** What is known of a picture that was sent to be classified later. */
export const resultAnswerSchema = z.object({
  id: z.string().meta({ title: "Result ID", description: "The id of the accepted request." }),
  ...classificationAnswerSchema.shape,
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
        ? {
            name: modelName,
            version: modelVersion,
            ...(row.head && { head: row.head }),
            ...(row.headVersion && { head_version: row.headVersion }),
          }
        : undefined,
    width: row.width,
    height: row.height,
    attempts: row.attempts,
    milliseconds: row.milliseconds,
    error: errorCode && errorMessage ? { code: errorCode, message: errorMessage } : undefined,
  };
}
