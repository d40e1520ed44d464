import type { IncomingMessage, ServerResponse } from "node:http";

/** The body is longer than the host accepts. */
export class RequestTooLarge extends Error {
  override readonly name = "RequestTooLarge";
}

export const isTooLong = (req: IncomingMessage, limit: number): boolean =>
  Number(req.headers["content-length"] ?? 0) > limit;

/**
 * Ends the exchange after a failure: with 413 or, like Azure, an empty 500; when the answer is under
 * way already, by breaking the connection off, so that nobody takes it for whole.
 */
export function fail(res: ServerResponse, error: unknown): void {
  if (res.headersSent) res.destroy();
  else res.writeHead(error instanceof RequestTooLarge ? 413 : 500, { "content-length": 0 }).end();
}
