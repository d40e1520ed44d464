import { STATUS_CODES } from "node:http";
import type {
  HttpHandler,
  HttpRequest,
  HttpResponseInit,
  InvocationContext,
} from "@azure/functions";
import { z } from "zod";
import { errorKinds } from "../errorKinds.js";
import { toClassifierError, type ClassifierError } from "../errors.js";

/** An error as problem details (RFC 9457), with extensions of this service. */
export const problemSchema = z.object({
  title: z.string().meta({ description: "The HTTP status in words." }),
  status: z.int().meta({ description: "The HTTP status." }),
  detail: z.string().meta({ description: "What is wrong with this request." }),
  code: z
    .string()
    .meta({ description: "Stable code for programs.", examples: Object.keys(errorKinds) }),
  index: z
    .int()
    .optional()
    .meta({ description: "Index of the picture that caused the error, from 0." }),
  invocation_id: z.string().meta({ description: "Id of the request in the log." }),
  error: z
    .object({
      code: z.string().meta({ title: "Error code", description: "The same stable code." }),
      message: z.string().meta({ title: "Error message", description: "The same sentence." }),
    })
    .meta({ description: "The same in the form of Azure's REST guidelines." }),
});

/** Default of `Retry-After`, in seconds. */
const RETRY_AFTER_SECONDS = 2;

/** Makes an HTTP function answer its errors as problem details, without internals of the code. */
export function answering(
  handler: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
): HttpHandler {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (thrown) {
      const error = toClassifierError(thrown);
      logError(error, context);
      return toProblem(error, context.invocationId);
    }
  };
}

/** @param headers beside those of every problem */
export function toProblem(
  error: ClassifierError,
  invocationId: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponseInit {
  const { status, code, message, index } = error;
  const problem: z.infer<typeof problemSchema> = {
    title: STATUS_CODES[status] ?? "",
    status,
    detail: message,
    code,
    ...(index !== undefined && { index }),
    invocation_id: invocationId,
    error: { code, message },
  };
  return {
    status,
    body: JSON.stringify(problem),
    headers: {
      "content-type": "application/problem+json",
      ...retryAfterHeader(error),
      ...headers,
    },
  };
}

/** `Retry-After` for errors that a retry can solve. */
export function retryAfterHeader({
  retryable,
  retryAfter,
}: ClassifierError): Record<string, string> {
  return retryable ? { "retry-after": String(retryAfter ?? RETRY_AFTER_SECONDS) } : {};
}

/**
 * Logs the code, and the cause for failures of this service. It never logs data of the request. A
 * disconnected caller, or a failure that a retry can solve, is not an error of the service.
 */
export function logError(error: ClassifierError, context: InvocationContext): void {
  const { code, status, message, reason, retryable } = error;
  if (status < 500 || code === "CallerGone") context.info(code);
  else if (retryable) context.warn(code, message, reason);
  else context.error(code, message, reason);
}
