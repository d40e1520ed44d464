import { readFile } from "node:fs/promises";
import type { TestHost } from "../localHost/testHost.js";
import { Random } from "../random.js";
import { fuzzRequest } from "./requests.js";
import { send, type Outcome } from "./send.js";

export interface FuzzReport {
  /** How often each status was answered, and callers left. */
  readonly statuses: Map<Outcome, number>;
  /** Requests that were answered with 5xx but not 503, or not at all: seed and what happened. */
  readonly failures: string[];
  /** Resident memory of the host in MiB, after the first tenth and at the end. */
  readonly memory: readonly [early: number, late: number];
}

/** Sends `count` requests, eight side by side; request n depends on seed and n alone. */
export async function fuzz(host: TestHost, count: number, seed: number): Promise<FuzzReport> {
  const statuses = new Map<Outcome, number>();
  const failures: string[] = [];
  let early = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      if (index === Math.floor(count / 10)) early = await residentMemory(host);
      const request = fuzzRequest(new Random(seed * 1_000_003 + index));
      const outcome = await send(host.url, request);
      statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1);
      const isServed =
        typeof outcome === "number" ? outcome < 500 || outcome === 503 : outcome === "left";
      if (!isServed)
        failures.push(`request ${index}, ${request.method} ${request.path}: ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return { statuses, failures, memory: [early, await residentMemory(host)] };
}

/** From Linux' proc file system; 0 elsewhere. */
export async function residentMemory(host: TestHost): Promise<number> {
  const status = await readFile(`/proc/${host.process.pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
