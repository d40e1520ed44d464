import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ClassifierError } from "../errors.js";
import type { EventGrid } from "./eventGrid.js";
import { fail, type HttpFunction } from "./httpTrigger.js";
import { isAuthorized, type Keys } from "./keys.js";
import { describeError, type Log } from "./log.js";
import type { Listener } from "./queueListener.js";
import { refuse } from "./refuse.js";
import { decodePath } from "./routes.js";

export interface HttpServerOptions {
  /** The address to listen on. */
  readonly address: string;
  readonly port: number;
  readonly functions: readonly HttpFunction[];
  readonly keys: Keys | undefined;
  /** Origins whose pages may call. */
  readonly origins: readonly string[];
  readonly eventGrid: EventGrid;
  readonly log: Log;
}

export interface HttpServer extends Listener {
  readonly url: string;
}

/** @throws ClassifierError InvalidSetting when the port is taken, or the address is not ours */
export async function serveHttp(options: HttpServerOptions): Promise<HttpServer> {
  const functions = options.functions.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  const running = new Set<Promise<void>>();
  let stopping = false;
  const server = createServer((req, res) => {
    // A caller that keeps its connection must not hold up the end.
    res.once("close", () => stopping && setImmediate(() => server.closeIdleConnections()));
    if (stopping) return refuse(req, res.setHeader("connection", "close"), 503);
    const answered = answer({ ...options, functions }, req, res).catch((error: unknown) => {
      options.log("error", `${req.method} request failed: ${describeError(error)}`);
      fail(req, res, error);
    });
    running.add(answered);
    void answered.finally(() => running.delete(answered));
  });
  const port = await listen(server, options);
  return {
    url: `http://localhost:${port}`,
    async stop() {
      stopping = true;
      await new Promise((resolve) => server.close(resolve));
      // Functions whose callers have gone.
      await Promise.all(running);
    },
    abandon: () => server.closeAllConnections(),
  };
}

/**
 * Azure tries routes in the order of the functions' names, whatever their case, and takes the first
 * that matches. ASP.NET Core's precedence of literals over parameters does not hold there.
 *
 * Source: azure-functions-host, `FunctionMetadataManager.LoadFunctionMetadata` and
 * `WebScriptHostHttpRoutesManager`.
 */
const isBefore = (a: HttpFunction, b: HttpFunction): boolean =>
  a.name.toUpperCase() < b.name.toUpperCase();

function listen(server: Server, { address, port }: HttpServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const detail =
        cause.code === "EADDRINUSE"
          ? `Port ${port} is taken; choose another with --port or PORT.`
          : `Cannot listen on ${address}, port ${port}: ${cause.code}. Choose others with --host and --port.`;
      reject(new ClassifierError("InvalidSetting", detail, { cause }));
    });
    server.listen(port, address, () => {
      const bound: AddressInfo | string | null = server.address();
      resolve(typeof bound === "object" && bound ? bound.port : port);
    });
  });
}

async function answer(
  { functions, keys, origins, eventGrid }: HttpServerOptions,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (!isHost(req.headers.host ?? "localhost")) return refuse(req, res, 400);
  if (answerCors(req, res, origins)) return;
  const path = decodePath((req.url ?? "/").split("?", 1)[0] ?? "/");
  // Azure's front end resolves such segments before the host sees them, and clients do so too.
  if (path.split("/").some((segment) => segment === "." || segment === ".."))
    return refuse(req, res, 400);
  if (path === "/runtime/webhooks/blobs" && req.method === "POST") {
    return isAuthorized(req, "blobsExtension", keys) ? eventGrid(req, res) : refuse(req, res, 401);
  }
  for (const { route, methods, authLevel, handle } of functions) {
    // As in Azure, a method that a function does not take is a route that does not match: 404.
    const params = methods.includes(req.method ?? "") ? route(path) : undefined;
    if (!params) continue;
    return isAuthorized(req, authLevel, keys) ? handle(req, res, params) : refuse(req, res, 401);
  }
  refuse(req, res, 404);
}

/** Kestrel, the server under Azure Functions, answers 400 to a `Host` that is none. */
const isHost = (text: string): boolean =>
  /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(text) && URL.canParse(`http://${text}/`);

/** @returns whether the request was a preflight, which is answered now */
function answerCors(
  req: IncomingMessage,
  res: ServerResponse,
  origins: readonly string[],
): boolean {
  const { origin } = req.headers;
  const allowed = origins.find((known) => known === "*" || known === origin);
  if (!origin || !allowed) return false;
  res.setHeader("access-control-allow-origin", allowed).setHeader("vary", "Origin");
  const method = req.headers["access-control-request-method"];
  if (req.method !== "OPTIONS" || !method) return false;
  res.setHeader("access-control-allow-methods", method);
  const headers = req.headers["access-control-request-headers"];
  if (headers) res.setHeader("access-control-allow-headers", headers);
  res.writeHead(204, { "content-length": 0 }).end();
  return true;
}
