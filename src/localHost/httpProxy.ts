/**
 * HTTP streaming: the request goes on to the library's own HTTP server, which tells the invocation
 * from its id, and the answer comes back the same way, both as streams.
 *
 * Source: Azure/azure-functions-nodejs-library, `httpProxy.ts`; azure-functions-host,
 * `DefaultHttpProxyService`.
 */

import { Agent, request, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readAway } from "./refuse.js";
import { Refused, type WholeBody } from "./requestBody.js";

// Node's servers close an idle connection after 5 s; it must not be taken just then.
const agent = new Agent({ keepAlive: true, timeout: 2000 });

const hopByHop = new Set(
  (
    "connection expect keep-alive proxy-authenticate proxy-authorization proxy-connection te " +
    "trailer transfer-encoding upgrade"
  ).split(" "),
);

export interface ForwardOptions {
  readonly httpUri: URL;
  readonly invocationId: string;
  /** Undefined where the body goes on as it arrives. */
  readonly body: WholeBody | undefined;
  readonly bodyLimit: number;
  /** Breaks the exchange with the function off. */
  readonly signal: AbortSignal;
}

/** Passes the request on and answers it with what the function answers. */
export async function forward(
  req: IncomingMessage,
  res: ServerResponse,
  { httpUri, invocationId, body, bodyLimit, signal }: ForwardOptions,
): Promise<void> {
  const upstream = request(new URL(httpUri), {
    agent,
    signal,
    method: req.method,
    path: req.url,
    headers: {
      ...endToEnd(req.headers),
      // Without a length, the body's end must show in its chunks, whatever the method.
      ...(req.headers["transfer-encoding"] && { "transfer-encoding": "chunked" }),
      "x-ms-invocation-id": invocationId,
      "x-forwarded-host": req.headers.host ?? "localhost",
      "x-forwarded-proto": "http",
    },
  });
  const answered = new Promise<void>((resolve, reject) => {
    upstream.once("error", reject);
    upstream.once("response", (answer) => {
      res.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      pipeline(answer, res).then(resolve, reject);
    });
  });
  if (body) Readable.from(body).pipe(upstream);
  else {
    limitBody(req, upstream, bodyLimit);
    req.pipe(upstream);
  }
  try {
    await answered;
  } finally {
    if (!upstream.writableFinished) {
      readAway(req.unpipe(upstream));
      upstream.destroy();
    }
  }
}

function limitBody(
  req: IncomingMessage,
  upstream: ReturnType<typeof request>,
  limit: number,
): void {
  let received = 0;
  req.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > limit) upstream.destroy(new Refused(413));
  });
}

function endToEnd(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}
