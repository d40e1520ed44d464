import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
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
const callers = new Map<string, { gone: AbortSignal; response: ServerResponse }>();

subscribe("http.server.request.start", (message) => {
  const { request, response } = requestStart.parse(message);
  const invocationId = request.headers["x-ms-invocation-id"];
  if (typeof invocationId !== "string") return;
  const gone = new AbortController();
  callers.set(invocationId, { gone: gone.signal, response });
  response.once("close", () => {
    callers.delete(invocationId);
    if (!response.writableFinished) gone.abort();
  });
});

/** A signal that aborts when the caller of this invocation disconnects. */
export function callerSignal(invocationId: string): AbortSignal | undefined {
  return callers.get(invocationId)?.gone;
}

/** Resolves when the caller has taken what was written for it, or has disconnected. */
export async function callerTakesMore(invocationId: string): Promise<void> {
  const { gone, response } = callers.get(invocationId) ?? {};
  if (!response?.writableNeedDrain || gone?.aborted) return;
  // It rejects when the caller disconnects.
  await once(response, "drain", { signal: gone }).catch(() => undefined);
}
