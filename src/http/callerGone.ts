import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";

const requestStart = z.object({
  request: z.instanceof(IncomingMessage),
  response: z.instanceof(ServerResponse),
});

/**
 * Tells for each invocation whether its caller still waits. Azure Functions does not tell a
 * function. With HTTP streaming, however, the request comes through an HTTP server in this process,
 * and Node publishes the requests of every server on a diagnostics channel.
 */
const callers = new Map<string, AbortSignal>();

subscribe("http.server.request.start", (message) => {
  const { request, response } = requestStart.parse(message);
  const invocationId = request.headers["x-ms-invocation-id"];
  if (typeof invocationId !== "string") return;
  const gone = new AbortController();
  callers.set(invocationId, gone.signal);
  response.once("close", () => {
    callers.delete(invocationId);
    if (!response.writableFinished) gone.abort();
  });
});

/** A signal that aborts when the caller of this invocation disconnects. */
export function callerSignal(invocationId: string): AbortSignal | undefined {
  return callers.get(invocationId);
}
