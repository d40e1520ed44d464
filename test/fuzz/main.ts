/** `npm run fuzz -- [--count N] [--seed N]`: damaged pictures and odd requests against the running app. */

import { wholeNumber } from "../../src/cli/command/kinds.js";
import { withDefault } from "../../src/cli/command/options.js";
import { runCommand } from "../../src/cli/command/runCommand.js";
import { within } from "../deadline.js";
import { startTestHost, startTestStorage } from "../localHost/testHost.js";
import { root } from "../paths.js";
import { fuzz } from "./fuzz.js";

await runCommand({
  name: "fuzz",
  summary: "Sends damaged pictures and odd requests to the running app.",
  options: {
    count: withDefault(wholeNumber(1), "requests", 10_000),
    seed: withDefault(wholeNumber(0), "the same seed sends the same requests", 1),
  },
  example: "--count 1000 --seed 2",
  run: ({ count, seed }) => run(count, seed),
});

async function run(count: number, seed: number): Promise<void> {
  const storage = await within(30, "The start of Azurite", startTestStorage());
  const host = await startTestHost(
    { AzureWebJobsStorage: storage.connectionString },
    "--root",
    root,
  );
  const start = performance.now();
  const { statuses, failures, memory } = await fuzz(host, count, seed);
  const seconds = (performance.now() - start) / 1000;
  const exit = await within(60, "The end of the host", host.stop());
  await storage.stop();

  console.log(`${count} requests with seed ${seed} in ${seconds.toFixed(0)} s`);
  for (const [status, times] of [...statuses].toSorted(([a], [b]) => a - b)) {
    console.log(`  ${status}  ${times}`);
  }
  console.log(`resident memory of the host: ${memory[0]} MiB early, ${memory[1]} MiB at the end`);
  console.log(`host ended with ${exit}; ${failures.length} failures`);
  for (const failure of failures.slice(0, 20)) console.log(`  ${failure}`);
  process.exitCode = failures.length > 0 || exit !== 0 ? 1 : 0;
}
