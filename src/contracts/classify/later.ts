import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { ClassifierError, errorKinds, type ErrorCode } from "../../errors.js";
import type { LabelOptions } from "../../labels/rank.js";
import type { ClassificationRow } from "../../storage/classificationRow.js";
import type { z } from "zod";
import { toClassificationAnswer, type resultAnswerSchema } from "../upload/classificationAnswer.js";
import type { waitAnswerSchema } from "./waitRequest.js";
import { wantsCreated } from "../created.js";
import { toClassifyAnswer, type AnswerType } from "./classifyAnswer.js";

/** Labels of one picture that a row has room for. */
const MOST_LABELS = 100;

/** Seconds until it is worth asking for the result. */
const POLL_SECONDS = 1;

/** Whether the caller wants its answer later: `?async=true`, or `Prefer: respond-async` (RFC 7240). */
export function wantsLater({ query, headers }: HttpRequest): boolean {
  if (query.get("async") === "true") return true;
  const preferences = headers.get("prefer")?.split(",") ?? [];
  return preferences.some((preference) => /^\s*respond-async\s*(;|$)/i.test(preference));
}

/** @throws ClassifierError `InvalidParameter` for more labels than are kept */
export function checkKeptLabels({ topK }: LabelOptions): void {
  if (topK === undefined || topK <= MOST_LABELS) return;
  const detail = `top_k: at most ${MOST_LABELS} labels are kept for later.`;
  throw new ClassifierError("InvalidParameter", detail);
}

/**
 * 202 with the address of the result. Its id cannot be guessed, so the address needs no key: it works
 * for pollers that send no header, and for those whose key opens `classify` alone.
 */
export function toAcceptedAnswer({ url }: HttpRequest, id: string): HttpResponseInit {
  const headers = {
    location: new URL(`/api/results/${id}`, url).href,
    "retry-after": String(POLL_SECONDS),
    "preference-applied": "respond-async",
  };
  return { status: 202, headers, jsonBody: { id, status: "queued" } };
}

/** 201 with the address where a DELETE takes the picture back, for who is called back. */
export function toWaitAnswer(request: HttpRequest, id: string): HttpResponseInit {
  const jsonBody: z.infer<typeof waitAnswerSchema> = { id, status: "queued" };
  return {
    status: 201,
    headers: { location: new URL(`/api/results/${id}`, request.url).href },
    jsonBody,
  };
}

/**
 * The result of a classification that was asked for before, in the form in which it would have been
 * answered at once. Connectors get all that is known of it, whatever became of it.
 *
 * @throws ClassifierError what the classification failed with
 */
export function toResultAnswer(
  request: HttpRequest,
  row: ClassificationRow,
  type: AnswerType,
): HttpResponseInit {
  if (wantsCreated(request)) return { jsonBody: toResultJson(row) };
  if (row.status === "queued") return toAcceptedAnswer(request, row.blobName);
  if (row.status === "failed") {
    throw new ClassifierError(toErrorCode(row.errorCode), row.errorMessage);
  }
  return toClassifyAnswer(row.labels ?? [], type);
}

/** What is known of a picture that was sent to be classified later, as connectors and callbacks get it. */
export function toResultJson(row: ClassificationRow): z.infer<typeof resultAnswerSchema> {
  return { id: row.blobName, ...toClassificationAnswer(row) };
}

function toErrorCode(text: string | undefined): ErrorCode {
  const isKnown = (code: string | undefined): code is ErrorCode =>
    code !== undefined && Object.hasOwn(errorKinds, code);
  return isKnown(text) ? text : "InternalError";
}
