import { randomUUID, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { TypedData } from "./functionsCore.js";
import type { HostJson } from "./hostJson.js";
import { proxyRequest } from "./httpProxy.js";
import type { Invoke } from "./invoke.js";
import { invokeBuffered, joinHeaders } from "./httpBuffered.js";
import type { Log } from "./log.js";
import { sendOutputs } from "./queueOutput.js";
import { compileRoute, type Route } from "./routes.js";
import type { TriggeredFunction } from "./triggers.js";

export interface HttpFunction {
  readonly name: string;
  readonly methods: readonly string[];
  /** With the route prefix, without a leading slash. */
  readonly template: string;
  readonly route: Route;
  readonly authLevel: string;
  /** Answers the request; never rejects. */
  readonly handle: (
    req: IncomingMessage,
    res: ServerResponse,
    params: Record<string, string>,
  ) => Promise<void>;
}

export interface HttpOptions {
  readonly host: HostJson;
  readonly invoke: Invoke;
  /** The library's own server, when the app enabled HTTP streaming. */
  readonly httpUri: URL | undefined;
  /** Bytes of a request body. */
  readonly bodyLimit: number;
  readonly log: Log;
}

/** @throws ClassifierError InvalidSetting for a route that the local host does not know */
export function toHttpFunction(
  { definition, trigger }: TriggeredFunction,
  { host, invoke, httpUri, bodyLimit, log }: HttpOptions,
): HttpFunction {
  const { routePrefix } = host.extensions.http;
  const own = trigger.route ?? definition.name;
  const template = [routePrefix, own].filter((part) => part !== "").join("/");
  const methods = trigger.methods ?? ["GET", "POST"];
  return {
    name: definition.name,
    methods: methods.map((method) => method.toUpperCase()),
    template,
    route: compileRoute(template),
    authLevel: (trigger.authLevel ?? "anonymous").toLowerCase(),
    async handle(req, res, params) {
      const invocationId = randomUUID();
      const metadata = toMetadata(req.headers, params);
      const run = async (http: object): Promise<Awaited<ReturnType<Invoke>>> => {
        const traceparent = req.headers["traceparent"]?.toString();
        const trigger = { invocationId, input: { http }, metadata, traceparent };
        const outcome = await invoke(definition, trigger);
        const { messageEncoding } = host.extensions.queues;
        await sendOutputs(definition, outcome.response, metadata, messageEncoding);
        if (httpUri && (outcome.result === undefined || outcome.result === null)) {
          const reason = "returned nothing: with HTTP streaming, Azure would never answer this";
          log("error", `${definition.name} ${reason}`);
          throw new Error(reason);
        }
        return outcome;
      };
      if (httpUri) await proxyRequest(req, res, { httpUri, invocationId, bodyLimit, run });
      else await invokeBuffered(req, res, { params, bodyLimit, run });
    },
  };
}

/** The library takes headers and route parameters of a streamed request from the metadata. */
function toMetadata(
  headers: IncomingHttpHeaders,
  params: Record<string, string>,
): Record<string, TypedData> {
  const values = Object.entries(params).map(([name, string]) => [name, { string }] as const);
  return { ...Object.fromEntries(values), Headers: { json: JSON.stringify(joinHeaders(headers)) } };
}

/** The keys that callers must show when the host checks them. */
export interface Keys {
  readonly function: string;
  /** Opens every function. */
  readonly master: string;
}

/**
 * @param keys undefined when the host checks no keys, as `func start` does not
 * @returns whether the request shows, in `x-functions-key` or `?code=`, a key for this level
 */
export function isAuthorized(req: IncomingMessage, level: string, keys: Keys | undefined): boolean {
  if (!keys || level === "anonymous") return true;
  const query = new URL(req.url ?? "/", "http://localhost").searchParams;
  const given = String(req.headers["x-functions-key"] ?? query.get("code") ?? "");
  return isSame(given, keys.master) || (level === "function" && isSame(given, keys.function));
}

function isSame(given: string, key: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
}
