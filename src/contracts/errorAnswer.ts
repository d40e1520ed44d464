import type {
  HttpHandler,
  HttpRequest,
  HttpResponseInit,
  InvocationContext,
} from "@azure/functions";
import { toClassifierError, type ClassifierError } from "../errors.js";

/** Seconds after which a caller that was sent away may try again. */
const RETRY_AFTER_SECONDS = "2";

/** `{"error": {"code", "message"}}`: the form of Azure's REST guidelines. */
export function toErrorBody({ code, message }: ClassifierError): object {
  return { error: { code, message } };
}

/** `{"message"}`: the form in which Azure ML's inference server reports what is wrong. */
export function toScoreErrorBody({ message }: ClassifierError): object {
  return { message };
}

/**
 * An HTTP function whose errors become answers. The log gets the code and, for this service's own
 * failures, the cause; never anything of the request.
 */
export function answering(
  handler: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
  toBody: (error: ClassifierError) => object = toErrorBody,
): HttpHandler {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (thrown) {
      const error = toClassifierError(thrown);
      if (error.status >= 500) context.error(error.code, error.message, error.reason);
      else context.info(error.code);
      return {
        status: error.status,
        jsonBody: toBody(error),
        ...(error.retryable && { headers: { "retry-after": RETRY_AFTER_SECONDS } }),
      };
    }
  };
}
