/** Runs a built Functions app in this process, for local work and tests. */

import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { loadApp } from "./app.js";
import { resolveSettings } from "./bindingExpressions.js";
import type { Binding } from "./functionsCore.js";
import { readHostJson } from "./hostJson.js";
import { serveHttp } from "./httpServer.js";
import { toHttpFunction, type HttpFunction, type Keys } from "./httpTrigger.js";
import { createInvoke } from "./invoke.js";
import { applyLocalSettings } from "./localSettings.js";
import { consoleLog, type Log } from "./log.js";
import type { Listener } from "./queueListener.js";
import type { EventGrid } from "./storageTriggers.js";
import { toTriggered } from "./triggers.js";

export interface HostOptions {
  /** Folder of the app's package.json and host.json. */
  readonly root: string;
  /** 0 for any free one; local.settings.json's or 7071 when left out. */
  readonly port?: number;
  /** Keys that callers must show; none are asked for when left out, as with `func start`. */
  readonly keys?: Keys;
  /** Seconds for which a queue message is hidden while it is worked on, renewed at half of it. */
  readonly leaseSeconds?: number;
  /** Milliseconds that {@link RunningHost.close} gives to what is running. */
  readonly graceMs?: number;
  readonly log?: Log;
}

export interface RunningHost {
  /** Without a slash at the end. */
  readonly url: string;
  readonly functions: readonly FunctionSummary[];
  /** Stops accepting, finishes what runs, runs the app's appTerminate hooks, closes everything. */
  close(): Promise<void>;
}

export interface FunctionSummary {
  readonly name: string;
  /** For people: `POST http://localhost:7071/api/classify` or `blob uploads/{name}`. */
  readonly trigger: string;
}

/** @throws ClassifierError InvalidSetting for what is misconfigured or not supported */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { root, leaseSeconds = 600, graceMs = 30_000, log = consoleLog } = options;
  const local = await applyLocalSettings(root);
  const host = await readHostJson(root);
  const app = await loadApp(root);
  const triggered = app.functions.map(toTriggered);
  const invoke = createInvoke(app, host.functionTimeout, log);
  const shared = { host, leaseSeconds, invoke, log };
  const bodyLimit = Number(process.env["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] ?? 104_857_600);
  const httpFunctions = triggered
    .filter(({ trigger }) => trigger.type === "httpTrigger")
    .map((http) => toHttpFunction(http, { ...shared, httpUri: app.httpUri, bodyLimit }));
  let eventGrid: EventGrid | undefined;
  const server = await serveHttp({
    port: options.port ?? local.port ?? 7071,
    functions: httpFunctions,
    keys: options.keys,
    cors: local.cors,
    eventGrid: async (req, res) => (eventGrid ? eventGrid(req, res) : void notYet(res)),
    log,
  });
  const listeners: Listener[] = [server];
  try {
    // Storage clients take as long to load as all else together: the model loads meanwhile, and
    // requests are answered already.
    const { startStorageTriggers } = await import("./storageTriggers.js");
    const options = { ...shared, hostId: hostIdOf(root) };
    eventGrid = await startStorageTriggers(triggered, options, listeners);
  } catch (error) {
    await stop(listeners, 0);
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    url: server.url,
    functions: triggered.map(({ definition: { name }, trigger }) => {
      const http = httpFunctions.find((http) => http.name === name);
      return { name, trigger: http ? describeHttp(http, server.url) : describeStorage(trigger) };
    }),
    close: () => (closing ??= stop(listeners, graceMs).then(() => app.terminate())),
  };
}

/** Event Grid tries again. */
const notYet = (res: ServerResponse): ServerResponse => res.writeHead(503).end();

async function stop(listeners: readonly Listener[], graceMs: number): Promise<void> {
  const grace = new AbortController();
  await Promise.race([
    Promise.all(listeners.map((listener) => listener.stop())),
    delay(graceMs, undefined, { signal: grace.signal }).catch(() => {}),
  ]);
  grace.abort();
  // Storage may be gone by now, which must not keep the rest from ending.
  await Promise.allSettled(listeners.map((listener) => listener.abandon()));
}

/** Tells apps that share a storage account apart; hosts of the same app share their receipts. */
function hostIdOf(root: string): string {
  const id = process.env["AzureFunctionsWebHost__hostid"];
  return id?.toLowerCase() ?? createHash("sha256").update(root).digest("hex").slice(0, 32);
}

const describeHttp = ({ methods, template }: HttpFunction, url: string): string =>
  `${methods.join(",")} ${url}/${template}`;

function describeStorage(trigger: Binding): string {
  if (trigger.type === "queueTrigger") return `queue ${resolveSettings(trigger.queueName ?? "")}`;
  const source = trigger.source === "EventGrid" ? " by Event Grid" : "";
  return `blob ${resolveSettings(trigger.path ?? "")}${source}`;
}
