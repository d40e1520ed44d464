/** Runs a built Functions app in this process, for local work and tests. */

import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { loadApp } from "./app.js";
import type { EventGrid } from "./eventGrid.js";
import { readHostJson } from "./hostJson.js";
import { serveHttp } from "./httpServer.js";
import { toHttpFunction } from "./httpTrigger.js";
import { createInvoke } from "./invoke.js";
import type { Keys } from "./keys.js";
import { applyLocalSettings } from "./localSettings.js";
import { consoleLog, type Log } from "./log.js";
import type { Listener } from "./queueListener.js";
import { startTimer } from "./timerTrigger.js";

export interface HostOptions {
  /** Folder of the app's package.json and host.json. */
  readonly root: string;
  /** 0 for any free one. */
  readonly port: number;
  /** The address to listen on; this machine alone when left out. */
  readonly address?: string;
  /** Keys that callers must show; none are asked for when left out, as with `func start`. */
  readonly keys?: Keys;
  /** Seconds for which a queue message is hidden while it is worked on, renewed at half of it. */
  readonly leaseSeconds?: number;
  /** Milliseconds that {@link RunningHost.close} gives to what runs, and then to the app's hooks. */
  readonly graceMs?: number;
  /** Creates what the app needs in its storage, before any listener starts. */
  readonly provision?: () => Promise<void>;
  /** Throws where the app, which is loaded now, cannot work. Nothing listens yet. */
  readonly check?: () => Promise<void>;
  readonly log?: Log;
}

export interface RunningHost {
  /** Without a slash at the end. */
  readonly url: string;
  readonly functions: readonly FunctionSummary[];
  /** Stops accepting, lets what runs finish, runs the app's appTerminate hooks, closes everything. */
  close(): Promise<void>;
}

export interface FunctionSummary {
  readonly name: string;
  /** For people: `POST http://localhost:7071/api/classify` or `blob uploads/{name}`. */
  readonly trigger: string;
}

/**
 * Milliseconds between the message that ends a worker and its end.
 *
 * Source: azure-functions-host, `WorkerConstants.WorkerTerminateGracePeriodInSeconds`.
 */
const terminateGraceMs = 5000;

/** As `QueueListener` sets it: ten minutes. */
const queueLeaseSeconds = 600;

/** @throws ClassifierError InvalidSetting for what is misconfigured or not supported */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { root, leaseSeconds = queueLeaseSeconds, graceMs = terminateGraceMs } = options;
  const { log = consoleLog, address = "127.0.0.1" } = options;
  const origins = await applyLocalSettings(root);
  const host = await readHostJson(root);
  const [app] = await Promise.all([loadApp(root), options.provision?.()]);
  await options.check?.();
  const invoke = createInvoke(app, host.functionTimeout, log);
  const bodyLimit = Number(process.env["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] ?? 104_857_600);
  const httpFunctions = app.functions
    .filter(({ trigger }) => trigger.type === "httpTrigger")
    .map((http) => toHttpFunction(http, { host, invoke, httpUri: app.httpUri, bodyLimit }));
  // Event Grid tries again later.
  let eventGrid: EventGrid = async (_, res) => void res.writeHead(503).end();
  const server = await serveHttp({
    address,
    port: options.port,
    functions: httpFunctions,
    keys: options.keys,
    origins,
    eventGrid: (req, res) => eventGrid(req, res),
    log,
  });
  const listeners: Listener[] = [server];
  try {
    for (const timer of app.functions.filter(({ trigger }) => trigger.type === "timerTrigger")) {
      listeners.push(startTimer(timer, invoke));
    }
    // Storage clients take as long to load as all else together: the model loads meanwhile, and
    // requests are answered already.
    const { startStorageTriggers } = await import("./storageTriggers.js");
    const shared = { host, hostId: hostIdOf(root), leaseSeconds, invoke, log };
    eventGrid = await startStorageTriggers(app.functions, shared, listeners);
  } catch (error) {
    await stop(listeners, 0);
    throw error;
  }
  const end = async (): Promise<void> => {
    await stop(listeners, graceMs);
    const isDone = await within(graceMs, app.terminate());
    if (!isDone) log("warning", `The app's appTerminate hooks took longer than ${graceMs} ms`);
  };
  let closing: Promise<void> | undefined;
  return {
    url: server.url,
    functions: app.functions.map(
      ({ name, trigger: { type, queueName, path, source, schedule } }) => {
        const http = httpFunctions.find((http) => http.name === name);
        if (http)
          return { name, trigger: `${http.methods.join(",")} ${server.url}/${http.template}` };
        if (type === "queueTrigger") return { name, trigger: `queue ${queueName}` };
        if (type === "timerTrigger") return { name, trigger: `timer ${schedule}` };
        return { name, trigger: `blob ${path}${source === "EventGrid" ? " by Event Grid" : ""}` };
      },
    ),
    close: () => (closing ??= end()),
  };
}

async function stop(listeners: readonly Listener[], graceMs: number): Promise<void> {
  await within(graceMs, Promise.all(listeners.map((listener) => listener.stop())));
  for (const listener of listeners) listener.abandon();
}

/** @returns whether the work ended in time */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const ended = new AbortController();
  const late = delay(milliseconds, false, { signal: ended.signal }).catch(() => false);
  const isDone = await Promise.race([work.then(() => true), late]);
  ended.abort();
  return isDone;
}

/** Tells apps that share a storage account apart; hosts of the same app share their blob queue. */
function hostIdOf(root: string): string {
  const id = process.env["AzureFunctionsWebHost__hostid"];
  return id?.toLowerCase() ?? createHash("sha256").update(root).digest("hex").slice(0, 32);
}
