import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HostJson } from "./hostJson.js";
import { toHttpMetadata } from "./httpMetadata.js";
import { forward } from "./httpProxy.js";
import type { Invoke } from "./invoke.js";
import { refuse } from "./refuse.js";
import { Refused, withBody } from "./requestBody.js";
import { compileRoute, type Route } from "./routes.js";
import { notSupported, type TriggeredFunction } from "./triggers.js";

export interface HttpFunction {
  readonly name: string;
  readonly methods: readonly string[];
  /** With the route prefix, without a leading slash. */
  readonly template: string;
  readonly route: Route;
  readonly authLevel: string;
  /** Answers the request; rejects only when the host itself fails. */
  readonly handle: (
    req: IncomingMessage,
    res: ServerResponse,
    params: Record<string, string>,
  ) => Promise<void>;
}

export interface HttpOptions {
  readonly host: HostJson;
  readonly invoke: Invoke;
  /** The library's own server. */
  readonly httpUri: URL;
  /** Bytes of a request body. */
  readonly bodyLimit: number;
}

/** @throws ClassifierError InvalidSetting for a route that the local host does not know */
export function toHttpFunction(definition: TriggeredFunction, options: HttpOptions): HttpFunction {
  const { name, trigger } = definition;
  const { routePrefix } = options.host.extensions.http;
  const template = [routePrefix, trigger.route ?? name].filter((part) => part !== "").join("/");
  const methods = trigger.methods ?? ["GET", "POST"];
  return {
    name,
    methods: methods.map((method) => method.toUpperCase()),
    template,
    route: compileRoute(template, (part) => notSupported(name, `the route part "${part}"`)),
    authLevel: (trigger.authLevel ?? "anonymous").toLowerCase(),
    handle: (req, res, params) => handle(definition, options, { req, res, params }),
  };
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly params: Record<string, string>;
}

async function handle(
  definition: TriggeredFunction,
  { invoke, httpUri, bodyLimit }: HttpOptions,
  { req, res, params }: Exchange,
): Promise<void> {
  const gone = new AbortController();
  res.once("close", () => res.writableFinished || gone.abort());
  const { signal } = gone;
  let running: Promise<unknown> | undefined;
  try {
    await withBody(req, bodyLimit, async (body) => {
      if (signal.aborted) return;
      const invocationId = randomUUID();
      running = invoke(definition, {
        invocationId,
        input: { http: {} },
        metadata: toHttpMetadata(req, params, body),
        traceparent: req.headers["traceparent"]?.toString(),
        gone: signal,
      });
      const answered = forward(req, res, { httpUri, invocationId, body, bodyLimit, signal });
      await Promise.all([running, answered]);
    });
  } catch (error) {
    fail(req, res, error);
    gone.abort();
    await running?.catch(() => {});
  }
}

/**
 * Ends the exchange after a failure: as it was refused or, like Azure, with an empty 500; when the
 * answer is under way already, by breaking the connection off, so that nobody takes it for whole.
 */
export function fail(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (res.headersSent) return void res.destroy();
  refuse(req, res, error instanceof Refused ? error.status : 500);
}
