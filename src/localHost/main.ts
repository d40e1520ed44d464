/** `npm start`: everything that the functions need, then the functions, until Ctrl-C or SIGTERM. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ClassifierError } from "../errors.js";
import { startDevelopmentStorage } from "./azurite.js";
import { choosesFunc, startFunc } from "./funcTools.js";
import { startHost, type RunningHost } from "./host.js";
import { hostKeys, type Keys } from "./keys.js";
import { applyLocalSettings } from "./localSettings.js";
import { describeError } from "./log.js";

const checkout = join(fileURLToPath(import.meta.url), "../../../..");

/** What to stop at the end, the latest first. */
const running: { close(): Promise<void> }[] = [];

/**
 * @param args of the command line: `--port N`, `--host ADDRESS`, `--auth`, `--root FOLDER`,
 *   `--lease-seconds N`
 */
export async function main(args: readonly string[]): Promise<void> {
  handleSignals();
  try {
    await start(args);
  } catch (error) {
    console.error(error instanceof ClassifierError ? error.message : error);
    await end(1);
  }
}

async function start(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      host: { type: "string", default: "127.0.0.1" },
      auth: { type: "boolean", default: false },
      root: { type: "string", default: checkout },
      "lease-seconds": { type: "string", default: "600" },
    },
  });
  await applyLocalSettings(values.root);
  const port = toNumber("--port or PORT", values.port ?? process.env["PORT"] ?? 7071);
  await startStorage(values.root);
  if (choosesFunc()) {
    await provision(values.root);
    const func = startFunc(values.root, port);
    running.push(func);
    return end(await func.exited);
  }
  console.log("Starting the functions …");
  const keys = values.auth ? hostKeys() : undefined;
  const host = await startHost({
    root: values.root,
    port,
    address: values.host,
    leaseSeconds: toNumber("--lease-seconds", values["lease-seconds"]),
    provision: () => provision(values.root),
    ...(keys && { keys }),
  });
  running.push(host);
  await announce(host, keys);
}

/** Starts Azurite where it is wanted. */
async function startStorage(root: string): Promise<void> {
  const azurite = await startDevelopmentStorage(join(root, ".azurite"));
  if (!azurite) return;
  console.log("Started Azurite; its data are in .azurite/");
  running.push({ close: () => azurite.stop() });
}

/** Creates what the app needs in its storage. */
async function provision(root: string): Promise<void> {
  // Another root is another app, as in the host's own tests.
  if (root !== checkout) return;
  const [{ toSettings }, { connect }, { provisionStorage }] = await Promise.all([
    import("../settings.js"),
    import("../storage/connection.js"),
    import("../storage/provision.js"),
  ]);
  await provisionStorage(await connect(toSettings(process.env).storage));
}

function toNumber(name: string, text: string | number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  const detail = `Expected a whole number for ${name} but received "${text}".`;
  throw new ClassifierError("InvalidSetting", detail);
}

async function announce({ url, functions }: RunningHost, keys: Keys | undefined): Promise<void> {
  const width = Math.max(...functions.map(({ name }) => name.length));
  console.log("\nFunctions:");
  for (const { name, trigger } of functions) console.log(`  ${name.padEnd(width)}  ${trigger}`);
  if (keys) {
    console.log(`\nKey: ${keys.function}\nMaster key: ${keys.master}`);
    console.log(`Event Grid's key (blobs_extension): ${keys.blobsExtension}`);
  }
  const model = await modelName(url, keys);
  if (model) console.log(`\nModel: ${model}`);
  const photo = "--data-binary @test/fixtures/photos/cat.jpg -H 'content-type: image/jpeg'";
  const key = keys ? ` -H 'x-functions-key: ${keys.function}'` : "";
  console.log(`\nReady. Try:\n  curl ${photo}${key} ${url}/api/classify\n`);
}

const healthSchema = z.object({ model: z.object({ name: z.string() }) });

/** @returns undefined where the app does not say */
async function modelName(url: string, keys: Keys | undefined): Promise<string | undefined> {
  const headers = keys ? { "x-functions-key": keys.master } : {};
  const answer = await fetch(`${url}/api/health`, { headers }).catch(() => undefined);
  const health: unknown = await answer?.json().catch(() => undefined);
  return healthSchema.safeParse(health).data?.model.name;
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
