/** `npm run fuzz -- [count] [seed]`: damaged pictures and odd requests against the running app. */

import { setTimeout as delay } from "node:timers/promises";
import { within } from "../deadline.js";
import { startTestHost, startTestStorage } from "../localHost/testHost.js";
import { root } from "../paths.js";
import { fuzz, residentMemory } from "./fuzz.js";

const [count = 10_000, seed = 1] = process.argv.slice(2).map(Number);
const storage = await within(30, "The start of Azurite", startTestStorage());
const host = await startTestHost({ AzureWebJobsStorage: storage.connectionString }, "--root", root);
const start = performance.now();
const { statuses, failures, memory } = await fuzz(host, count, seed);
const seconds = (performance.now() - start) / 1000;
// What was held for requests is given back within the time that a decoding process is kept.
await delay(60_000);
const idle = await residentMemory(host);
const exit = await within(60, "The end of the host", host.stop());
await storage.stop();

console.log(`${count} requests with seed ${seed} in ${seconds.toFixed(0)} s`);
for (const [status, times] of [...statuses].toSorted(([a], [b]) =>
  String(a).localeCompare(String(b)),
)) {
  console.log(`  ${status}  ${times}`);
}
console.log(
  `resident memory of the host: ${memory[0]} MiB early, ${memory[1]} MiB at the end, ${idle} MiB after a minute`,
);
console.log(`host ended with ${exit}; ${failures.length} failures`);
for (const failure of failures.slice(0, 20)) console.log(`  ${failure}`);
process.exitCode = failures.length > 0 || exit !== 0 ? 1 : 0;
