import { z } from "zod";
import type { LabelScore } from "../labels/rank.js";
import type { Upload } from "./upload.js";

/** The final result of an upload. */
export type Outcome =
  | {
      readonly status: "succeeded";
      /** Labels, best first. */
      readonly labels: readonly LabelScore[];
      readonly modelName: string;
      readonly modelVersion: string;
      /** The head that gave the labels, if it was not the model's own classifier. */
      readonly head?: string;
      /** Of a published head. */
      readonly headVersion?: number;
      /** Size of the upright picture in pixels. */
      readonly width: number;
      readonly height: number;
      /** Milliseconds from the start of the download to the labels. */
      readonly milliseconds: number;
    }
  | { readonly status: "failed"; readonly errorCode: string; readonly errorMessage: string };

export const rowStatuses = ["queued", "succeeded", "failed"] as const;

const labelsColumn = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.object({ label: z.string().nullable(), score: z.number() })));

/**
 * A row of the Table `classifications`. One JSON column has all labels and scores. The best label
 * and its score also have their own columns, so that queries can filter by them.
 */
export const rowSchema = z.object({
  container: z.string(),
  blobName: z.string(),
  blobETag: z.string(),
  blobSize: z.number(),
  status: z.enum(rowStatuses),
  queuedAt: z.date(),
  completedAt: z.date().optional(),
  labels: labelsColumn.optional(),
  topLabel: z.string().optional(),
  topScore: z.number().optional(),
  modelName: z.string().optional(),
  modelVersion: z.string().optional(),
  head: z.string().optional(),
  headVersion: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  milliseconds: z.number().optional(),
  /** Failed attempts of a queued row; errorCode and errorMessage describe the last one. */
  attempts: z.number().optional(),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
});

/** A row as read from the Table. */
export type ClassificationRow = z.output<typeof rowSchema>;
/** A row as stored in the Table. */
export type Columns = z.input<typeof rowSchema>;

/** The columns that identify the blob and its version. */
export function toBlobColumns({ container, blobName, etag, size }: Upload) {
  return { container, blobName, blobETag: etag, blobSize: size };
}

/** The columns that an outcome adds to a queued row. */
export function toOutcomeColumns(outcome: Outcome) {
  const completedAt = new Date();
  if (outcome.status === "failed") return { completedAt, ...outcome };
  const { labels, ...rest } = outcome;
  const [top] = labels;
  return {
    completedAt,
    ...rest,
    labels: JSON.stringify(labels),
    topLabel: top?.label ?? undefined,
    topScore: top?.score,
  };
}
