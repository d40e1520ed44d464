import { randomUUID } from "node:crypto";
import type {
  HttpHandler,
  HttpRequest,
  HttpResponseInit,
  InvocationContext,
} from "@azure/functions";
import { ClassifierError, toClassifierError } from "../errors.js";
import { logError, retryAfterHeader } from "./errorAnswer.js";
import { toMediaType } from "./mediaType.js";

const idHeaders = ["x-request-id", "x-ms-request-id", "x-ms-client-request-id"];

/** Maximum characters of an id from the caller. */
const MAX_ID_LENGTH = 100;

/** Errors of a picture, which answer 400 here and other statuses elsewhere. */
const pictureErrors = new Set([
  "EmptyImage",
  "UnsupportedImageFormat",
  "InvalidImage",
  "TooManyPixels",
  "TooLongSide",
]);

/**
 * Makes an HTTP function behave as Azure ML's inference server (PyPI package
 * azureml-inference-server-http, `server/routes.py`): the same methods, headers, and errors of the
 * form `{"message": …}`.
 *
 * @param score handles a POST
 */
export function asInferenceServer(
  score: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
): HttpHandler {
  return async (request, context) => {
    const tooLong = idHeaders.find(
      (name) => (request.headers.get(name) ?? "").length > MAX_ID_LENGTH,
    );
    // After a long id no id goes back, because one id can stand in for another.
    const ids = toIds(tooLong === undefined ? request.headers : new Headers());
    try {
      if (tooLong !== undefined) {
        const detail = `${tooLong} must not exceed ${MAX_ID_LENGTH} characters`;
        throw new ClassifierError("HeaderTooLong", detail);
      }
      if (request.method === "OPTIONS") return { status: 200, headers: ids };
      if (request.method !== "POST") {
        throw new ClassifierError("MethodNotAllowed", "Method not allowed");
      }
      if (toMediaType(request.headers.get("content-type")) !== "application/json") {
        throw new ClassifierError(
          "UnsupportedMediaType",
          "Expects Content-Type to be application/json",
        );
      }
      const start = performance.now();
      const answer = await score(request, context);
      const milliseconds = (performance.now() - start).toFixed(3);
      const run = { "x-ms-run-function-failed": "False", "x-ms-run-fn-exec-ms": milliseconds };
      const own = Object.fromEntries(new Headers(answer.headers));
      return { ...answer, headers: { ...own, ...ids, ...run } };
    } catch (thrown) {
      const error = toClassifierError(thrown);
      logError(error, context);
      return {
        status: pictureErrors.has(error.code) ? 400 : error.status,
        jsonBody: { message: error.message },
        headers: {
          ...ids,
          ...retryAfterHeader(error),
          ...(error.code === "MethodNotAllowed" && { allow: "OPTIONS, POST" }),
          "x-ms-run-function-failed": error.status >= 500 ? "True" : "False",
        },
      };
    }
  };
}

/** The ids of the answer. An id that the request lacks takes the value of another one. */
function toIds(headers: Pick<Headers, "get">): Record<string, string> {
  const requestId = headers.get("x-request-id") ?? randomUUID();
  const legacyId = headers.get("x-ms-request-id");
  const clientId = headers.get("x-ms-client-request-id") ?? legacyId;
  return {
    "x-request-id": requestId,
    "x-ms-request-id": legacyId ?? clientId ?? requestId,
    ...(clientId !== null && { "x-ms-client-request-id": clientId }),
  };
}
