/**
 * Ten times more clients than the service can serve: whether throughput, latency and memory keep.
 *
 *     node dist/bench/overload.js [seconds] [clients] [x-timeout-ms]
 */

import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { toSettings } from "../src/settings.js";
import { startTestHost, startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { setTimeout as delay } from "node:timers/promises";
import { quantile } from "./statistics.js";

const settings = toSettings(process.env);
const [seconds = 60, clients = 80, timeout = 500] = process.argv.slice(2).map(Number);
const photo = readFileSync(fixture("photos/coffee.jpg"));
const storage = await startTestStorage();
const environment = { AzureWebJobsStorage: storage.connectionString, MODEL_DIR: settings.modelDir };
const host = await startTestHost(environment, "--root", root);

interface Load {
  readonly answered: number[];
  readonly refused: number[];
  readonly failed: number;
}

await run(3, 8);
const before = await memory();
const unloaded = await run(Math.min(seconds, 15), 8);
const overloaded = await run(seconds, clients);
const after = await memory();
report("8 clients", unloaded, Math.min(seconds, 15));
report(`${clients} clients`, overloaded, seconds);
const share =
  overloaded.answered.length / seconds / (unloaded.answered.length / Math.min(seconds, 15));
console.log(`throughput under overload: ${(100 * share).toFixed(0)} % of the unloaded`);
console.log(`resident memory of the host: ${before} MiB before, ${after} MiB after`);
await host.stop();
await storage.stop();

/** Clients that each send the next request as soon as the last one is answered. */
async function run(duration: number, width: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  const [answered, refused]: [number[], number[]] = [[], []];
  let failed = 0;
  const end = performance.now() + duration * 1000;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const start = performance.now();
      const { status, retryAfter } = await post(agent).catch(() => ({ status: 0, retryAfter: 0 }));
      const took = performance.now() - start;
      if (status === 200) answered.push(took);
      else if (status === 503) refused.push(took);
      else failed++;
      if (status === 503) await delay(retryAfter * 1000);
    }
  };
  await Promise.all(Array.from({ length: width }, client));
  agent.destroy();
  return { answered, refused, failed };
}

function post(agent: Agent): Promise<{ status: number; retryAfter: number }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-length": photo.length, "x-timeout-ms": timeout };
    const url = `${host.url}/api/classify`;
    const outgoing = request(url, { method: "POST", agent, headers }, (answer) => {
      answer.resume().once("end", () => {
        const retryAfter = Number(answer.headers["retry-after"] ?? 0);
        resolve({ status: answer.statusCode ?? 0, retryAfter });
      });
    });
    outgoing.once("error", reject).end(photo);
  });
}

function report(name: string, { answered, refused, failed }: Load, duration: number): void {
  const of = (times: number[]): string =>
    `median ${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms`;
  console.log(
    `${name}: ${(answered.length / duration).toFixed(1)} answers per second, ${of(answered)}`,
  );
  if (refused.length > 0) console.log(`  ${refused.length} refused with 503, ${of(refused)}`);
  console.log(`  ${failed} failed or timed out`);
}

/** MiB, from Linux' proc file system. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${host.process.pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
