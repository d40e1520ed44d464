import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import type { ClassificationRow } from "../../storage/classificationRow.js";
import type { Page } from "../../storage/classificationPage.js";
import { labelColumns, toCsvLine, toLabelFields } from "../csv.js";
import { classificationAnswerSchema, toClassificationAnswer } from "./classificationAnswer.js";
import { toContinuation } from "./continuation.js";
import type { ListRequest } from "./listRequest.js";

/** The body of `GET /api/classifications/{container}`: a page of rows. */
export const classificationListSchema = z.object({
  value: z
    .array(classificationAnswerSchema)
    .meta({ title: "Classifications", description: "The rows of the page." }),
  continuation: z.string().optional().meta({
    description: "What to ask for the next page with; the last page has none.",
  }),
  next: z
    .url()
    .optional()
    .meta({ title: "Next page", description: "The address of the next page, if there is one." }),
});

/** Answers with a page. `next` keeps the query of the request, a key in it included. */
export function toListAnswer(
  request: HttpRequest,
  { listing, topK }: ListRequest,
  { rows, next: place }: Page,
): HttpResponseInit {
  const continuation = place === undefined ? undefined : toContinuation(listing, place);
  const next = new URL(request.url);
  next.searchParams.set("continuation", continuation ?? "");
  const jsonBody: z.infer<typeof classificationListSchema> = {
    value: rows.map((row) =>
      toClassificationAnswer({ ...row, labels: row.labels?.slice(0, topK) }),
    ),
    ...(continuation !== undefined && { continuation, next: next.href }),
  };
  return { jsonBody };
}

/** Labels of a row in CSV, if the request does not say. */
const CSV_LABELS = 5;

/** The header of the rows as CSV: `blob,status,label,score,label_2,score_2,…,error,…`. */
export function toCsvHeader(topK = CSV_LABELS): string {
  const rest = ["error", "model", "version", "head", "head_version", "queued_at", "completed_at"];
  return toCsvLine(["blob", "status", ...labelColumns(topK), ...rest]);
}

/** A row as a line of CSV. */
export function toCsvRow(row: ClassificationRow, topK = CSV_LABELS): string {
  const {
    blobName,
    status,
    labels = [],
    errorCode,
    modelName,
    modelVersion,
    head,
    headVersion,
  } = row;
  return toCsvLine([
    ...[blobName, status, ...toLabelFields(labels, topK), errorCode ?? ""],
    ...[modelName ?? "", modelVersion ?? "", head ?? "", headVersion ?? ""],
    ...[row.queuedAt.toISOString(), row.completedAt?.toISOString() ?? ""],
  ]);
}
