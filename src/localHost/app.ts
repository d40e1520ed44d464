/** Loads a built app as Azure's Node worker does: the files that package.json's "main" names. */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readdir, readFile } from "node:fs/promises";
import { Server } from "node:http";
import { basename, dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ClassifierError } from "../errors.js";
import { core, installFunctionsCore, runHooks, type ProgrammingModel } from "./functionsCore.js";
import { toTriggered, type TriggeredFunction } from "./triggers.js";

export interface App {
  readonly model: ProgrammingModel;
  readonly functions: readonly TriggeredFunction[];
  /** The library's own HTTP server, to which requests are forwarded. */
  readonly httpUri: URL;
  /** Runs the appTerminate hooks and lets go of what the library listens on. */
  terminate(): Promise<void>;
}

/**
 * Modules load once per process, so a process can load one app, once.
 *
 * @param root folder of the app's package.json
 * @throws ClassifierError InvalidSetting when the app cannot be loaded or wants what the local host
 *   does not support
 */
export async function loadApp(root: string): Promise<App> {
  installFunctionsCore();
  for (const file of await entryPoints(root)) await import(pathToFileURL(file).href);
  const model = core.programmingModel;
  if (!model || core.functions.size === 0) {
    throw invalid("The app registers no function; is it built, and does it load @azure/functions?");
  }
  const functions = [...core.functions.values()].map(toTriggered);
  core.started = true;
  // This ends the time in which the app may call `app.setup`.
  const { httpUri, server } = await httpStream(model);
  return {
    model,
    functions,
    httpUri,
    async terminate() {
      const { appHookData } = core;
      await runHooks("appTerminate", { hookData: {}, appHookData, functionAppDirectory: root });
      server?.unref();
      server?.closeIdleConnections();
    },
  };
}

/** `main` names one file, or the files of one folder, as in Azure: `functions/*.js`. */
async function entryPoints(root: string): Promise<string[]> {
  const json: { main?: unknown } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  if (typeof json.main !== "string") throw invalid('package.json has no "main" with the app.');
  const folder = join(root, dirname(json.main));
  const file = basename(json.main);
  const entries: string[] = await readdir(folder).catch(() => []);
  const found = entries.filter((entry) =>
    file.startsWith("*.") ? extname(entry) === file.slice(1) : entry === file,
  );
  if (found.length === 0) throw invalid(`No file matches package.json "main": ${json.main}`);
  return found.map((entry) => join(folder, entry)).toSorted((a, b) => (a < b ? -1 : 1));
}

/**
 * The library starts an HTTP server of its own when the app enabled streaming and never closes it;
 * Node's channel for listening servers tells which one it is.
 */
async function httpStream(model: ProgrammingModel): Promise<{ httpUri: URL; server?: Server }> {
  let server: Server | undefined;
  const remember = (message: unknown): void => {
    if (typeof message !== "object" || message === null || !("server" in message)) return;
    if (message.server instanceof Server) server = message.server;
  };
  subscribe("tracing:net.server.listen:asyncEnd", remember);
  const { HttpUri } = await model.getCapabilities({});
  unsubscribe("tracing:net.server.listen:asyncEnd", remember);
  if (!HttpUri) throw invalid("The app must call app.setup({ enableHttpStream: true }).");
  return { httpUri: new URL(HttpUri), ...(server && { server }) };
}

const invalid = (detail: string): ClassifierError => new ClassifierError("InvalidSetting", detail);
