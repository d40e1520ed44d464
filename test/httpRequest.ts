import assert from "node:assert/strict";
import azureFunctions, {
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
  type LogLevel,
} from "@azure/functions";

interface Parts {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/**
 * A request as Azure's own library hands it to a function, without a host.
 *
 * @param query with its question mark
 */
export function httpRequest(
  query = "",
  { method = "POST", headers = {}, body }: Parts = {},
): HttpRequest {
  const bytes = body === undefined ? undefined : new Uint8Array(Buffer.from(body));
  const url = `http://localhost/api/test${query}`;
  return new azureFunctions.HttpRequest({
    method,
    url,
    headers,
    ...(bytes && { body: { bytes } }),
  });
}

/** An invocation, and what is logged in it. */
export function invocation(): {
  readonly context: InvocationContext;
  readonly log: [level: LogLevel, ...values: unknown[]][];
} {
  const log: [level: LogLevel, ...values: unknown[]][] = [];
  const context = new azureFunctions.InvocationContext({
    invocationId: "invocation-1",
    logHandler: (level, ...values) => void log.push([level, ...values]),
  });
  return { context, log };
}

/** The body of an answer, as text. */
export function textOf({ body }: HttpResponseInit): string {
  assert.ok(typeof body === "string" || Buffer.isBuffer(body));
  return body.toString();
}
