import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { BlobServiceClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { startAzurite, type Azurite } from "../../src/localHost/azurite.js";
import { root } from "../paths.js";

/** The built host's command line, for the app in `test/localHost/app`. */
export const hostCommand = [
  join(root, "dist/app/localHost/main.js"),
  "--root",
  join(root, "test/localHost/app"),
];

export interface TestHost {
  readonly url: string;
  readonly process: ChildProcess;
  /** All that the host wrote so far. */
  output(): string;
  /** What the app noted down. */
  seen(): Promise<unknown[]>;
  /** Ends the host as Ctrl-C does. @returns its exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Runs the test app in a host of its own, since a process can load the library once only. */
export function startTestHost(env: Record<string, string>, ...flags: string[]): Promise<TestHost> {
  // As Azure's worker does, an app of another place runs in its own folder.
  const folder = flags.includes("--root") ? flags[flags.indexOf("--root") + 1] : root;
  return startHostProcess([...hostCommand, "--port", "0", ...flags], env, folder);
}

/** Runs the app as Azure does, which serves it whether its model loads or not. */
export const startUncheckedHost = (env: Record<string, string>): Promise<TestHost> =>
  startHostProcess([join(root, "dist/test/localHost/uncheckedHost.js")], env, root);

async function startHostProcess(
  command: readonly string[],
  env: Record<string, string>,
  cwd: string | undefined,
): Promise<TestHost> {
  const child = spawn(process.execPath, command, {
    env: { ...process.env, NODE_TEST_CONTEXT: "", FUNCTIONS_HOST: "embedded", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    cwd,
  });
  let output = "";
  const note = (text: Buffer): void => {
    output += text.toString();
  };
  child.stdout.on("data", note);
  child.stderr.on("data", note);
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await waitUntil(() => output.includes("Ready.") || child.exitCode !== null);
  const url = /http:\/\/localhost:\d+/.exec(output)?.[0];
  if (!url) throw new Error(`The host did not start: ${output}`);
  return {
    url,
    process: child,
    output: () => output,
    seen: async () => {
      const answer: unknown = await (await fetch(`${url}/api/seen`)).json();
      return Array.isArray(answer) ? answer : [];
    },
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return exited;
    },
  };
}

export interface TestStorage extends Azurite {
  readonly blobs: BlobServiceClient;
  readonly queues: QueueServiceClient;
  /** Names of a queue and a container that nothing else uses, with the storage they are in. */
  newNames(): Record<"AzureWebJobsStorage" | "WORK_QUEUE" | "BLOB_CONTAINER", string>;
}

/** Azurite on free ports, with its data in a folder that goes when it stops. */
export async function startTestStorage(): Promise<TestStorage> {
  const folder = await mkdtemp(join(tmpdir(), "azurite-"));
  const azurite = await startAzurite(folder);
  const { connectionString } = azurite;
  return {
    connectionString,
    blobs: BlobServiceClient.fromConnectionString(connectionString),
    queues: QueueServiceClient.fromConnectionString(connectionString),
    newNames: () => ({
      AzureWebJobsStorage: connectionString,
      WORK_QUEUE: `work-${randomUUID()}`,
      BLOB_CONTAINER: `blobs-${randomUUID()}`,
    }),
    async stop() {
      await azurite.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @throws Error when the condition does not come true within half a minute */
export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Never came true: ${condition.toString()}`);
    await delay(30);
  }
}
