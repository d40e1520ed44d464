/** Runs a built Functions app in this process, for local work and tests. */

import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { ClassifierError } from "../errors.js";
import { loadApp } from "./app.js";
import { compileBlobPath } from "./blobPath.js";
import { startBlobQueue, type BlobFunction, type BlobQueue } from "./blobQueue.js";
import { scanForBlobs } from "./blobScanner.js";
import { answerEventGrid } from "./eventGrid.js";
import type { Binding, RegisteredFunction } from "./functionsCore.js";
import { readHostJson } from "./hostJson.js";
import { serveHttp } from "./httpServer.js";
import { httpFunction, type HttpFunction, type Keys } from "./httpTrigger.js";
import { createInvoke, isTrigger } from "./invoke.js";
import { applyLocalSettings } from "./localSettings.js";
import { consoleLog, type Log } from "./log.js";
import type { Listener } from "./queueListener.js";
import { queueName, startQueueTrigger } from "./queueTrigger.js";
import { blobService } from "./storage.js";

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
  const triggers = app.functions.map((definition) => ({
    definition,
    trigger: supportedTrigger(definition),
  }));
  const ofType = (type: string): typeof triggers =>
    triggers.filter(({ trigger }) => trigger.type === type);
  const invoke = createInvoke(app, host.functionTimeout, log);
  const bodyLimit = Number(process.env["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] ?? 104_857_600);
  const httpOptions = { host, invoke, httpUri: app.httpUri, bodyLimit, log };
  const httpFunctions = ofType("httpTrigger").map(({ definition, trigger }) =>
    httpFunction(definition, trigger, httpOptions),
  );
  const blobFunctions = ofType("blobTrigger").map(toBlobFunction);

  const listeners: Listener[] = [];
  let blobQueue: BlobQueue | undefined;
  const server = await serveHttp({
    port: options.port ?? local.port ?? 7071,
    functions: httpFunctions,
    keys: options.keys,
    cors: local.cors,
    eventGrid: (req, res) => answerEventGrid(req, res, blobFunctions, blobQueue),
    log,
  });
  listeners.push(server);
  async function close(): Promise<void> {
    const grace = new AbortController();
    await Promise.race([
      Promise.all(listeners.map((listener) => listener.stop())),
      delay(graceMs, undefined, { signal: grace.signal }).catch(() => {}),
    ]);
    grace.abort();
    await Promise.all(listeners.map((listener) => listener.abandon()));
    await app.terminate();
  }
  try {
    const queueOptions = { settings: host.extensions.queues, leaseSeconds, invoke, log };
    for (const { definition, trigger } of ofType("queueTrigger")) {
      listeners.push(await startQueueTrigger(definition, trigger, queueOptions));
    }
    if (blobFunctions.length > 0) {
      const hostId = hostIdOf(root);
      const functions = blobFunctions;
      blobQueue = await startBlobQueue({ hostId, functions, host, leaseSeconds, invoke, log });
      listeners.push(blobQueue);
      const receipts = blobService().getContainerClient("azure-webjobs-hosts");
      await receipts.createIfNotExists();
      for (const blobFunction of blobFunctions) {
        if (blobFunction.source === "EventGrid") continue;
        listeners.push(await scanForBlobs(blobFunction, receipts, hostId, blobQueue, log));
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    url: server.url,
    functions: triggers.map(({ definition: { name }, trigger }) => {
      const http = httpFunctions.find((http) => http.name === name);
      return { name, trigger: http ? describeHttp(http, server.url) : describeStorage(trigger) };
    }),
    close: () => (closing ??= close()),
  };
}

const supported = new Set(["httptrigger", "queuetrigger", "blobtrigger", "http", "queue"]);

/** @throws ClassifierError InvalidSetting that names the function and the binding */
function supportedTrigger({ name, bindings }: RegisteredFunction): Binding {
  for (const [bindingName, { type, direction }] of Object.entries(bindings)) {
    const isHttpElsewhere = type === "http" && bindingName !== "$return";
    if (supported.has(type.toLowerCase()) && !isHttpElsewhere) continue;
    const binding = `${direction === "out" ? "an output" : "a binding"} of type "${type}"`;
    const detail = `The function "${name}" has ${binding}, which the local host does not support.`;
    throw new ClassifierError("InvalidSetting", detail);
  }
  const trigger = Object.values(bindings).find(({ type }) => isTrigger(type));
  if (!trigger) throw new ClassifierError("InvalidSetting", `"${name}" has no trigger.`);
  return trigger;
}

function toBlobFunction({
  definition,
  trigger,
}: {
  definition: RegisteredFunction;
  trigger: Binding;
}): BlobFunction {
  return {
    definition,
    path: compileBlobPath(trigger.path ?? ""),
    source: trigger.source === "EventGrid" ? "EventGrid" : "LogsAndContainerScan",
    service: blobService(trigger.connection),
  };
}

/** Tells apps that share a storage account apart; hosts of the same app share their receipts. */
function hostIdOf(root: string): string {
  const id = process.env["AzureFunctionsWebHost__hostid"];
  return id?.toLowerCase() ?? createHash("sha256").update(root).digest("hex").slice(0, 32);
}

const describeHttp = ({ methods, template }: HttpFunction, url: string): string =>
  `${methods.join(",")} ${url}/${template}`;

function describeStorage(trigger: Binding): string {
  if (trigger.type === "queueTrigger") return `queue ${queueName(trigger)}`;
  const source = trigger.source === "EventGrid" ? " by Event Grid" : "";
  return `blob ${trigger.path}${source}`;
}
