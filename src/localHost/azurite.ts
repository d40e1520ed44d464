import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ClassifierError } from "../errors.js";

export interface Azurite {
  /** For blobs, queues and tables. */
  readonly connectionString: string;
  stop(): Promise<void>;
}

// The account that every Azurite has, with the key that its documentation gives.
const account = "devstoreaccount1";
const accountKey =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const services = ["Blob", "Queue", "Table"] as const;

/**
 * Starts Azurite in a process group of its own, so that a Ctrl-C leaves it to its user. It lives no
 * longer than this process.
 *
 * @param folder where the data lie; created when missing
 * @param ports of blob, queue and table service; 0, the default, for any free one
 * @throws ClassifierError StorageUnavailable with what Azurite says
 */
export async function startAzurite(
  folder: string,
  ports: readonly [number, number, number] = [0, 0, 0],
): Promise<Azurite> {
  const flags = ["--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", folder];
  services.forEach((service, at) => flags.push(`--${service.toLowerCase()}Port`, `${ports[at]}`));
  const child = fork(join(fileURLToPath(import.meta.url), "../azuriteProcess.js"), flags, {
    detached: true,
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const endpoints = await listening(child);
  child.unref();
  child.channel?.unref();
  const connectionString = toConnectionString((service) => endpoints.get(service));
  return { connectionString, stop: () => stopChild(child) };
}

/** @param port of the blob service; queues and Tables have the next two */
export const connectionStringAt = (port: number): string =>
  toConnectionString((_, at) => `http://127.0.0.1:${port + at}`);

function toConnectionString(origin: (service: string, at: number) => string | undefined): string {
  const endpoints = services.map(
    (service, at) => `${service}Endpoint=${origin(service, at)}/${account}`,
  );
  const credentials = `AccountName=${account};AccountKey=${accountKey}`;
  return `DefaultEndpointsProtocol=http;${credentials};${endpoints.join(";")};`;
}

/** Reads from Azurite's output where its services listen. */
async function listening(child: ChildProcess): Promise<Map<string, string>> {
  const endpoints = new Map<string, string>();
  let complaint = "";
  child.stderr?.on("data", (text: Buffer) => {
    complaint += text.toString();
  });
  // Read to its end, so that the pipe never fills up.
  const lines = child.stdout ? createInterface(child.stdout) : undefined;
  await new Promise<void>((resolve, reject) => {
    lines?.on("line", (line) => {
      const [, service, url] =
        /Azurite (\w+) service is successfully listening at (\S+)/.exec(line) ?? [];
      if (service && url) endpoints.set(service, url);
      if (endpoints.size === services.length) resolve();
    });
    child.once("exit", () => {
      const detail = `Azurite did not start: ${complaint.trim() || "it gave no reason"}`;
      reject(new ClassifierError("StorageUnavailable", detail));
    });
  });
  child.removeAllListeners("exit");
  child.once("exit", (code, signal) => {
    console.error(`Azurite ended by itself (${signal ?? code}). ${complaint.trim()}`);
  });
  return endpoints;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.removeAllListeners("exit");
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.ref();
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await exited;
  clearTimeout(timer);
}
