import type { LabelScore } from "../labels/rank.js";
import type { ClassificationRow } from "../storage/classifications.js";

/** What is known of an uploaded picture, as `GET /api/classifications/…` answers it. */
export interface ClassificationAnswer {
  readonly container: string;
  readonly blob: string;
  readonly etag: string;
  /** Bytes of the blob. */
  readonly size: number;
  readonly status: "queued" | "succeeded" | "failed";
  readonly queued_at: string;
  readonly completed_at?: string | undefined;
  /** Present where the picture was classified: best first. */
  readonly labels?: readonly LabelScore[] | undefined;
  readonly model?: { readonly name: string; readonly version: string } | undefined;
  /** Pixels of the upright picture. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** From the download's start to the answer. */
  readonly milliseconds?: number | undefined;
  /** Present where it failed. */
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

export function toClassificationAnswer(row: ClassificationRow): ClassificationAnswer {
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
    model: modelName && modelVersion ? { name: modelName, version: modelVersion } : undefined,
    width: row.width,
    height: row.height,
    milliseconds: row.milliseconds,
    error: errorCode && errorMessage ? { code: errorCode, message: errorMessage } : undefined,
  };
}
