/**
 * From the start of a process to its first answer, with telemetry on and off: the staged package, on
 * the local host, in turn.
 *
 *     npm run package
 *     node dist/bench/coldStart.js [runs] [MODEL_DIR] [dropped]
 *
 * `dropped` empties the page cache before each start, which root may do on Linux.
 */

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { provisionStorage } from "../src/storage/provision.js";
import { connectByString } from "../src/storage/connection.js";
import { certificate, startIngestion } from "../test/endToEnd/ingestion.js";
import { startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { quantile } from "./statistics.js";

const [runs = "7", model = "model/efficientnet-lite0", cache = "warm"] = process.argv.slice(2);
const port = 7399;
const url = `http://127.0.0.1:${port}/api/classify`;
const cat = await readFile(fixture("photos/cat.jpg"));
const storage = await startTestStorage();
await provisionStorage(connectByString(storage.connectionString));
const ingestion = await startIngestion();
const off = {
  AzureWebJobsStorage: storage.connectionString,
  BLOB_SOURCE: "LogsAndContainerScan",
  MODEL_DIR: resolve(root, model),
  // As the template sets them.
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "65536",
  // Node reads it at its start, which takes time that is not telemetry's.
  NODE_EXTRA_CA_CERTS: certificate,
};
const on = {
  ...off,
  APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString,
  APPLICATIONINSIGHTS_STATSBEAT_DISABLED: "true",
};
const figures = { off: [await start(off)], on: [await start(on)] };
for (let run = 0; run < Number(runs); run++) {
  figures.off.push(await start(off));
  figures.on.push(await start(on));
}
report("off");
report("on");
const ratio = median("on", "milliseconds") / median("off", "milliseconds");
console.log(`on / off: ${ratio.toFixed(2)}`);
ingestion.close();
await storage.stop();

interface Start {
  /** From the start of the process to the first answer. */
  readonly milliseconds: number;
  /** Resident memory in MB after a hundred pictures. */
  readonly megabytes: number;
}

async function start(environment: Record<string, string>): Promise<Start> {
  const host = join(root, "dist/app/localHost/main.js");
  if (cache === "dropped") await writeFile("/proc/sys/vm/drop_caches", "3");
  const begun = performance.now();
  const args = [host, "--root", join(root, "dist/package"), "--port", String(port)];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, FUNCTIONS_HOST: "embedded", ...environment },
    stdio: "ignore",
  });
  while (!(await classify())) await delay(5);
  const milliseconds = performance.now() - begun;
  for (let i = 0; i < 100; i++) await classify();
  const status = await readFile(`/proc/${child.pid}/status`, "utf8");
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exited;
  return { milliseconds, megabytes: kilobytes / 1000 };
}

/** @returns whether the picture was classified */
async function classify(): Promise<boolean> {
  const answer = await fetch(url, { method: "POST", body: cat }).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

function report(telemetry: keyof typeof figures): void {
  const [time, memory] = [median(telemetry, "milliseconds"), median(telemetry, "megabytes")];
  console.log(`telemetry ${telemetry}: ${time.toFixed(0)} ms, ${memory.toFixed(0)} MB`);
}

/** Of all runs but the first, which warms the page cache. */
function median(telemetry: keyof typeof figures, figure: keyof Start): number {
  const values = figures[telemetry].slice(1).map((start) => start[figure]);
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
