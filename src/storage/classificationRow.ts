import { z } from "zod";
import type { LabelScore } from "../labels/rank.js";
import type { Upload } from "./upload.js";

/** What became of an upload. */
export type Outcome =
  | {
      readonly status: "succeeded";
      /** Best first. */
      readonly labels: readonly LabelScore[];
      readonly modelName: string;
      readonly modelVersion: string;
      /** The head that gave the labels, where it was not the model's own classifier. */
      readonly head?: string;
      /** Pixels of the upright picture. */
      readonly width: number;
      readonly height: number;
      /** From the download's start to the answer. */
      readonly milliseconds: number;
    }
  | { readonly status: "failed"; readonly errorCode: string; readonly errorMessage: string };

const labelsColumn = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.object({ label: z.string(), score: z.number() })));

/**
 * A row of the Table `classifications`. Labels and scores are one JSON column; the best of them has
 * columns of its own, so that people can filter by it.
 */
export const rowSchema = z.object({
  container: z.string(),
  blobName: z.string(),
  blobETag: z.string(),
  blobSize: z.number(),
  status: z.enum(["queued", "succeeded", "failed"]),
  queuedAt: z.date(),
  completedAt: z.date().optional(),
  labels: labelsColumn.optional(),
  topLabel: z.string().optional(),
  topScore: z.number().optional(),
  modelName: z.string().optional(),
  modelVersion: z.string().optional(),
  head: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  milliseconds: z.number().optional(),
  /** Of a queued row: how often it was tried in vain, and why the last attempt failed. */
  attempts: z.number().optional(),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
});

/** A row as it is read … */
export type ClassificationRow = z.output<typeof rowSchema>;
/** … and as it is stored. */
export type Columns = z.input<typeof rowSchema>;

/** The columns that tell which version of which blob a row is about. */
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
    topLabel: top?.label,
    topScore: top?.score,
  };
}
