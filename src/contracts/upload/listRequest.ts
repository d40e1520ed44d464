import type { HttpRequest } from "@azure/functions";
import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { checkBlobName } from "../../storage/blobName.js";
import type { ClassificationFilter } from "../../storage/classificationFilter.js";
import { rowStatuses } from "../../storage/classificationRow.js";
import { containerName, isClosedContainer } from "../../storage/names.js";
import { toAnswerType, type AnswerType } from "../classify/classifyAnswer.js";
import { checkNames } from "../knownNames.js";
import { fromContinuation } from "./continuation.js";

/** The query of `GET /api/classifications/{container}`. */
export const listQuerySchema = z.object({
  prefix: z.string().default(""),
  status: z.enum(rowStatuses).optional(),
  label: z.string().optional(),
  min_score: z.number().min(0).max(1).optional(),
  since: z.string().refine(isTime).optional(),
  top_k: z.int().min(1).max(100).optional(),
  order: z.enum(["name", "newest"]).default("name"),
  limit: z.int().min(1).max(1000).optional(),
  continuation: z.string().optional(),
  format: z.enum(["json", "csv"]).optional(),
});

/** ISO 8601; a date is its midnight in UTC. */
const timeSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

export function isTime(text: string): boolean {
  return timeSchema.safeParse(text).success;
}

const expected: Readonly<Record<string, string>> = {
  status: "queued, succeeded or failed",
  min_score: "a number from 0 to 1",
  since: "a date or a time such as 2026-11-23 or 2026-11-23T08:30:00Z",
  top_k: "a whole number from 1 to 100",
  order: "name or newest",
  limit: "a whole number from 1 to 1000",
  format: "json or csv",
};

/** Which rows are wanted, in which form. */
export interface ListRequest {
  readonly filter: ClassificationFilter;
  readonly order: "name" | "newest";
  /** Most labels of a row; undefined for all that it has. */
  readonly topK: number | undefined;
  readonly type: AnswerType;
  /** What is listed, as continuations know it. */
  readonly listing: string;
  /** Most rows of a page. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly after: string | undefined;
}

/**
 * Reads what is wanted of a container's rows.
 *
 * @param accepted the type that the header Accept prefers; `format` goes before it
 * @throws ClassifierError `InvalidParameter`, `InvalidBlobName` for the prefix
 */
export function toListRequest(
  container: string,
  query: Readonly<Record<string, string>>,
  accepted: AnswerType,
): ListRequest {
  checkContainerName(container);
  const asked = parse(query);
  const { prefix, status, label, since, order, continuation } = asked;
  checkBlobName(prefix, "prefix");
  const type = asked.format === undefined ? accepted : formats[asked.format];
  if (type === "text/csv" && (asked.limit !== undefined || continuation !== undefined)) {
    const detail = "limit, continuation: CSV has all rows, and no pages. Leave them out.";
    throw new ClassifierError("InvalidParameter", detail);
  }
  const listing = JSON.stringify([container, prefix, status, label, asked.min_score, since, order]);
  return {
    filter: {
      ...{ container, prefix, status, label, minScore: asked.min_score },
      // The Table knows no time before 1601.
      since: since === undefined ? undefined : new Date(Math.max(0, Date.parse(since))),
    },
    ...{ order, topK: asked.top_k, type, listing },
    limit: asked.limit ?? 100,
    after: continuation === undefined ? undefined : fromContinuation(listing, continuation),
  };
}

/**
 * The same from a request over HTTP.
 *
 * @throws ClassifierError `NotAcceptable`, and as {@link toListRequest}
 */
export function fromListRequest(request: HttpRequest): ListRequest {
  const { params, query } = request;
  const accepted = query.has("format") ? "application/json" : toAnswerType(request);
  return toListRequest(params["container"] ?? "", Object.fromEntries(query), accepted);
}

const formats = { json: "application/json", csv: "text/csv" } as const;

function checkContainerName(container: string): void {
  const name = JSON.stringify(container);
  if (isClosedContainer(container)) {
    throw new ClassifierError(
      "InvalidParameter",
      `${name} is a container of this service or of its host, whose rows are not listed. Use one with pictures, such as uploads.`,
    );
  }
  if (containerName.test(container)) return;
  throw new ClassifierError("InvalidParameter", `${name} cannot be the name of a container.`);
}

function parse(query: Readonly<Record<string, string>>): z.output<typeof listQuerySchema> {
  checkNames(Object.keys(query), names);
  // A designer of workflows sends an empty text for a field that its author left empty.
  const given = Object.fromEntries(Object.entries(query).filter(([, text]) => text !== ""));
  const numbers = Object.fromEntries(
    numeric.flatMap((name) => (given[name] === undefined ? [] : [[name, toNumber(given[name])]])),
  );
  const { data, error } = listQuerySchema.safeParse({ ...given, ...numbers });
  if (data) return data;
  const name = String(error.issues[0]?.path[0]);
  throw new ClassifierError(
    "InvalidParameter",
    `${name} must be ${expected[name]}; it is ${JSON.stringify(given[name])}.`,
  );
}

/** A misspelt filter would let everything pass. */
const names = {
  code: "InvalidParameter",
  kind: "query parameter",
  known: Object.keys(listQuerySchema.shape),
  foreign: {},
} as const;

const numeric = ["min_score", "top_k", "limit"];

/** A blank text would count as 0. */
function toNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
