import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { errorKinds, type ErrorCode } from "../../errorKinds.js";
import { ClassifierError } from "../../errors.js";
import { fromHeadReference } from "../../inference/headName.js";
import type { LabelOptions } from "../../labels/rank.js";
import type { ClassificationRow } from "../../storage/classificationRow.js";
import type { z } from "zod";
import { toClassificationAnswer, type resultAnswerSchema } from "../upload/classificationAnswer.js";
import type { waitAnswerSchema } from "./waitRequest.js";
import { wantsCreated } from "../created.js";
import { toClassifyAnswer, type AnswerType } from "./classifyAnswer.js";

/** Maximum labels of one picture in a row. */
const MOST_LABELS = 100;

/** Value of `Retry-After`, in seconds. */
const POLL_SECONDS = 1;

/**
 * Whether the request is asynchronous: `?async=true`, or `Prefer: respond-async` (RFC 7240).
 *
 * @throws ClassifierError `InvalidParameter` for another value than `true` or `false`, and for a
 *   `callback_url` that nothing would be sent to
 */
export function wantsLater({ query, headers }: HttpRequest): boolean {
  const given = query.get("async") ?? "false";
  if (given !== "true" && given !== "false") {
    const detail = `async must be true or false; it is ${JSON.stringify(given)}.`;
    throw new ClassifierError("InvalidParameter", detail);
  }
  const preferences = headers.get("prefer")?.split(",") ?? [];
  const isLater =
    given === "true" ||
    preferences.some((preference) => /^\s*respond-async\s*(;|$)/i.test(preference));
  if (!isLater && query.get("callback_url")) {
    const detail = "callback_url needs async=true; without it the answer comes at once.";
    throw new ClassifierError("InvalidParameter", detail);
  }
  return isLater;
}

/**
 * Refuses to keep more labels than a row has room for.
 *
 * @throws ClassifierError `InvalidParameter`
 */
export function checkKeptLabels({ topK }: LabelOptions): void {
  if (topK === undefined || topK <= MOST_LABELS) return;
  const detail = `top_k: An asynchronous request keeps at most ${MOST_LABELS} labels; received ${topK}.`;
  throw new ClassifierError("InvalidParameter", detail);
}

/**
 * Answers 202 with the address of the result. The id cannot be guessed, so the address needs no
 * key. It works for pollers that send no header, and for callers whose key opens only `classify`.
 */
export function toAcceptedAnswer({ url }: HttpRequest, id: string): HttpResponseInit {
  const headers = {
    location: new URL(`/api/results/${id}`, url).href,
    "retry-after": String(POLL_SECONDS),
    "preference-applied": "respond-async",
  };
  return { status: 202, headers, jsonBody: { id, status: "queued" } };
}

/** Answers 201 with the address where a DELETE takes the picture back. The result goes to a callback. */
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
 * answered at once. Connectors get all that is known of it, also of a failed one.
 *
 * @throws ClassifierError the error of a failed classification
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
  const heads = row.head ? [fromHeadReference({ name: row.head, version: row.headVersion })] : [];
  return toClassifyAnswer(row.labels ?? [], type, heads);
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
