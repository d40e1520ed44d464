/** HTTP without streaming: the whole body goes to the function, the whole answer comes back. */

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { fail, isTooLong, RequestTooLarge } from "./httpFailure.js";
import type { Outcome } from "./invoke.js";

/** What the library makes of the handler's response. */
const responseSchema = z.object({
  statusCode: z.coerce.number(),
  headers: z.record(z.string(), z.string()),
  cookies: z.array(z.unknown()).max(0, "the local host sends cookies with HTTP streaming only"),
  body: z.object({ bytes: z.instanceof(Uint8Array) }).optional(),
});

export interface BufferedOptions {
  readonly params: Record<string, string>;
  readonly bodyLimit: number;
  readonly run: (http: object) => Promise<Outcome>;
}

/** Answers the request with what the function returns; never rejects. */
export async function invokeBuffered(
  req: IncomingMessage,
  res: ServerResponse,
  { params, bodyLimit, run }: BufferedOptions,
): Promise<void> {
  try {
    if (isTooLong(req, bodyLimit)) throw new RequestTooLarge();
    const url = new URL(req.url ?? "/", `http://${req.headers.host ?? "localhost"}`);
    // Azure looks at the length that is announced: without one, the body does not arrive.
    const hasBody = Number(req.headers["content-length"] ?? 0) > 0;
    const { response } = await run({
      method: req.method,
      url: url.href,
      nullableHeaders: nullable(joinHeaders(req.headers)),
      nullableParams: nullable(params),
      nullableQuery: nullable(joinValues(url.searchParams)),
      ...(hasBody && { body: { bytes: await buffer(req) } }),
    });
    const http = response.returnValue?.http;
    if (http === undefined) return void res.writeHead(204).end();
    const { statusCode, headers, body } = responseSchema.parse(http);
    const hasLength = statusCode !== 204 && statusCode !== 304;
    const length = hasLength && { "content-length": body?.bytes.length ?? 0 };
    res.writeHead(statusCode, { ...headers, ...length }).end(body?.bytes);
  } catch (error) {
    fail(res, error);
  }
}

/** Header fields with one value each, as Azure hands them on. */
export function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value ?? "")]);
  return Object.fromEntries(entries);
}

function joinValues(query: URLSearchParams): Record<string, string> {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(names.map((name) => [name, query.getAll(name).join(",")]));
}

function nullable(values: Record<string, string>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
