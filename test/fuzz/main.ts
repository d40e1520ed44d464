/** `npm run fuzz -- [COUNT] [SEED]`: damaged pictures and odd requests against the running app. */

import { setTimeout as delay } from "node:timers/promises";
import { wholeNumber } from "../../src/cli/command/kinds.js";
import { UsageError } from "../../src/cli/command/mistakes.js";
import { runCommand } from "../../src/cli/command/runCommand.js";
import { within } from "../deadline.js";
import { deployedMemory } from "../deployedMemory.js";
import { startTestHost, startTestStorage } from "../localHost/testHost.js";
import { root } from "../paths.js";
import { fuzz, residentMemory } from "./fuzz.js";

await runCommand({
  name: "fuzz",
  summary: "Sends damaged pictures and odd requests to the running app.",
  operands: {
    usage: "[COUNT] [SEED]",
    description: "requests, 10000 by default; the same seed, 1 by default, sends the same requests",
    least: 0,
    most: 2,
  },
  options: {},
  example: "1000 2",
  run: (_, [count = "10000", seed = "1"]) => run(toNumber("COUNT", count), toNumber("SEED", seed)),
});

function toNumber(name: string, text: string): number {
  const { read, expected } = wholeNumber(1);
  const number = read(text);
  if (number === undefined) throw new UsageError(`${name} must be ${expected}; it is "${text}"`);
  return number;
}

async function run(count: number, seed: number): Promise<void> {
  const storage = await within(30, "The start of Azurite", startTestStorage());
  const settings = { AzureWebJobsStorage: storage.connectionString };
  const host = await startTestHost({ ...settings, ...deployedMemory }, "--root", root);
  const start = performance.now();
  const { statuses, failures, memory } = await fuzz(host, count, seed);
  const seconds = (performance.now() - start) / 1000;
  // What was held for requests is given back within the time that a decoding process is kept.
  await delay(60_000);
  const idle = await residentMemory(host);
  const exit = await within(60, "The end of the host", host.stop());
  await storage.stop();

  console.log(`${count} requests with seed ${seed} in ${seconds.toFixed(0)} s`);
  const sorted = [...statuses].toSorted(([a], [b]) => String(a).localeCompare(String(b)));
  for (const [status, times] of sorted) console.log(`  ${status}  ${times}`);
  const [early, late] = memory;
  console.log(
    `resident memory of the host: ${early} MiB early, ${late} MiB at the end, ${idle} MiB after a minute`,
  );
  console.log(`host ended with ${exit}; ${failures.length} failures`);
  for (const failure of failures.slice(0, 20)) console.log(`  ${failure}`);
  process.exitCode = failures.length > 0 || exit !== 0 ? 1 : 0;
}
