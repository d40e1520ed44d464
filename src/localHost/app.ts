/** Loads a built app as Azure's Node worker does: the files that package.json's "main" names. */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readdir, readFile } from "node:fs/promises";
import { Server } from "node:http";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { ClassifierError } from "../errors.js";
import {
  core,
  installFunctionsCore,
  runHooks,
  type ProgrammingModel,
  type RegisteredFunction,
} from "./functionsCore.js";

export interface App {
  readonly model: ProgrammingModel;
  readonly functions: readonly RegisteredFunction[];
  /** Where HTTP requests are proxied to; undefined unless the app enabled HTTP streaming. */
  readonly httpUri: URL | undefined;
  /** Runs the appTerminate hooks and closes what the library listens on. */
  terminate(): Promise<void>;
}

let loaded: { root: string; app: Promise<App> } | undefined;

/**
 * Modules load once per process, so an app stays loaded when its host closes, and a host that
 * starts later in the same process runs the same app.
 *
 * @param root folder of the app's package.json
 * @throws ClassifierError InvalidSetting when the app cannot be loaded or has no functions
 */
export function loadApp(root: string): Promise<App> {
  if (loaded && loaded.root !== root) throw invalid("A process can run one app only.");
  loaded ??= { root, app: load(root) };
  return loaded.app;
}

async function load(root: string): Promise<App> {
  installFunctionsCore();
  for (const file of await entryPoints(root)) await import(pathToFileURL(file).href);
  const model = core.programmingModel;
  if (!model || core.functions.size === 0) {
    throw invalid("The app registers no function; is it built, and does it load @azure/functions?");
  }
  const hookData = {};
  const context = { hookData, appHookData: core.appHookData, functionAppDirectory: root };
  await runHooks("appStart", context);
  core.started = true;
  // Asked for after the hooks, because it ends the time in which the app may call `app.setup`.
  const { httpUri, server } = await httpStream(model);
  return {
    model,
    functions: [...core.functions.values()],
    httpUri,
    async terminate() {
      await runHooks("appTerminate", context);
      server?.unref();
      server?.closeIdleConnections();
    },
  };
}

async function entryPoints(root: string): Promise<string[]> {
  const json: { main?: unknown } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  if (typeof json.main !== "string")
    throw invalid('package.json has no "main" that names the app.');
  const main = json.main.replace(/^\.\//, "");
  const pattern = globPattern(main);
  // A glob's fixed folders, so that node_modules is not walked.
  const folder = main.slice(0, main.search(/[^/]*([*{?]|$)/));
  const entries = await readdir(join(root, folder), { recursive: true }).catch(() => []);
  const files = entries.map((entry) => folder + entry.split(sep).join("/"));
  const found = files.filter((file) => pattern.test(file)).toSorted();
  if (found.length === 0) throw invalid(`No file matches package.json "main": ${main}`);
  return found.map((file) => join(root, file));
}

/** `*` within a folder, `**` across folders, `{a,b}` alternatives. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^$()|[\]\\]/g, String.raw`\$&`)
    .replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(",", "|")})`)
    .replace(/\*\*\/|\*/g, (star) => (star === "*" ? "[^/]*" : "(?:.*/)?"));
  return new RegExp(`^${source}$`);
}

/**
 * The library starts an HTTP server of its own when the app enabled streaming and never closes it;
 * Node's channel for listening servers tells which one it is.
 */
async function httpStream(model: ProgrammingModel): Promise<{ httpUri?: URL; server?: Server }> {
  let server: Server | undefined;
  const remember = (message: unknown): void => {
    if (typeof message !== "object" || message === null || !("server" in message)) return;
    if (message.server instanceof Server) server = message.server;
  };
  subscribe("tracing:net.server.listen:asyncEnd", remember);
  const capabilities = (await model.getCapabilities?.({})) ?? {};
  unsubscribe("tracing:net.server.listen:asyncEnd", remember);
  return {
    ...(capabilities["HttpUri"] && { httpUri: new URL(capabilities["HttpUri"]) }),
    ...(server && { server }),
  };
}

const invalid = (detail: string): ClassifierError => new ClassifierError("InvalidSetting", detail);
