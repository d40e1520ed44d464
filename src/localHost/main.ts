/** `npm start`: everything that the functions need, then the functions, until Ctrl-C or SIGTERM. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorKinds } from "../errorKinds.js";
import { ClassifierError, toClassifierError } from "../errors.js";
import { toSettings } from "../settings.js";
import { announce } from "./announce.js";
import { openAppStorage } from "./appStorage.js";
import type { Azurite } from "./azurite.js";
import { developmentStorage, startDevelopmentStorage } from "./developmentStorage.js";
import { choosesFunc, startFunc } from "./funcTools.js";
import { startHost } from "./host.js";
import { hostKeys } from "./keys.js";
import { applyLocalSettings } from "./localSettings.js";
import { describeError } from "./log.js";
import { checkout, defaultPort, parseOptions, UsageError, usage } from "./options.js";
import { storageSetting } from "./triggers.js";

/** What to stop at the end, the latest first. */
const running: { close(): Promise<void> }[] = [];

/** @param args of the command line: see {@link usage} */
export async function main(args: readonly string[]): Promise<void> {
  handleSignals();
  try {
    await start(args);
  } catch (error) {
    console.error(explain(error));
    await end(error instanceof UsageError ? 2 : 1);
  }
}

/** @returns one line for a failure that a person can act on; the error itself for a defect */
function explain(error: unknown): unknown {
  const isKnown = error instanceof ClassifierError || error instanceof UsageError;
  // A refusal of the operating system, such as ENOSPC or EACCES.
  const isSystems = error instanceof Error && "syscall" in error;
  return isKnown || isSystems ? error.message : error;
}

async function start(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(usage);
    return end(0);
  }
  const { root, host: address, auth, leaseSeconds } = options;
  await applyLocalSettings(root);
  const port = options.port ?? defaultPort();
  // Another root is another app, as in the host's own tests. What it needs is not known here.
  const isThisApp = root === checkout;
  // What is wrong shows before anything starts.
  if (isThisApp) toSettings(process.env);
  const azurite = await startAzurite(join(root, ".azurite"), `http://localhost:${port}`);
  const storage = isThisApp ? await openAppStorage() : undefined;
  if (storage && !azurite) console.log(`Storage: the account ${storage.name}`);
  if (choosesFunc()) {
    await storage?.provision();
    const func = startFunc(root, port);
    running.push(func);
    return end(await func.exited);
  }
  console.log("Starting the functions …");
  const keys = auth ? hostKeys() : undefined;
  const host = await startHost({
    root,
    port,
    address,
    leaseSeconds,
    ...(storage && { provision: () => storage.provision(), check: checkModel }),
    ...(keys && { keys }),
  });
  running.push(host);
  announce(host, keys);
}

/** Starts Azurite where the settings want it. */
async function startAzurite(folder: string, url: string): Promise<Azurite | undefined> {
  if (process.env[storageSetting] !== developmentStorage) return undefined;
  const azurite = await startDevelopmentStorage(folder, url);
  running.push({ close: () => azurite.stop() });
  process.env[storageSetting] = azurite.connectionString;
  return azurite;
}

/** Nothing is served without a model. It loads since the app's modules were loaded. */
async function checkModel(): Promise<void> {
  const { classifier } = await import("../app.js");
  try {
    const { name } = await classifier.model();
    console.log(`Model: ${name}`);
  } catch (thrown) {
    const { code, message, reason } = toClassifierError(thrown);
    // A code's general sentence is for callers, who should not learn more.
    const why = message === errorKinds[code].message ? reason : message;
    const setting = process.env["MODEL_URI"] ? "MODEL_URI" : "MODEL_DIR";
    throw new ClassifierError(
      code,
      `The model cannot be served: ${why.replace(/\.$/, "")}. Check ${setting}.`,
    );
  }
}

function handleSignals(): void {
  let first = 0;
  const stop = (): void => {
    // Under npm one Ctrl-C arrives twice: from the terminal, and passed on by npm.
    if (first !== 0 && performance.now() - first < 500) return;
    if (first !== 0) process.exit(130);
    first = performance.now();
    console.log("\nStopping: finishing what is running. Ctrl-C again ends at once.");
    void end(0);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  // npm runs scripts in a shell, which may die of npm's SIGTERM without passing it on.
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid && first === 0) stop();
  }, 250).unref();
}

async function end(code: number): Promise<void> {
  try {
    for (const part of running.splice(0).toReversed()) await part.close();
  } catch (error) {
    console.error(`Stopping failed: ${describeError(error)}`);
  }
  process.exit(code);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
