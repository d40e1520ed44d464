/** `npm run soak -- [--minutes N] [--seed N]`: mixed traffic for a long time. */

import { setTimeout as delay } from "node:timers/promises";
import { number, wholeNumber } from "../../src/cli/command/kinds.js";
import { withDefault } from "../../src/cli/command/options.js";
import { runCommand } from "../../src/cli/command/runCommand.js";
import { connectByString } from "../../src/storage/connection.js";
import { within } from "../deadline.js";
import { deployedMemory } from "../deployedMemory.js";
import { startTestHost, startTestStorage } from "../localHost/testHost.js";
import { root } from "../paths.js";
import { verify } from "../torture/verify.js";
import { holdings, type Holdings } from "./holdings.js";
import { Traffic } from "./traffic.js";

/** Milliseconds without traffic, after which what was held for it is given back. */
const IDLE = 90_000;

await runCommand({
  name: "soak",
  summary:
    "Sends good and bad requests and uploads for a long time. It prints what the host holds on the way,\nand looks for every upload's row.",
  options: {
    minutes: withDefault(number(0.01, 10_000), "how long", 30),
    seed: withDefault(wholeNumber(0), "the same seed sends the same", 1),
  },
  example: "--minutes 5",
  run: ({ minutes, seed }) => run(minutes, seed),
});

async function run(minutes: number, seed: number): Promise<void> {
  const azurite = await within(30, "The start of Azurite", startTestStorage());
  const { connectionString } = azurite;
  const storage = connectByString(connectionString);
  const host = await startTestHost(
    { AzureWebJobsStorage: connectionString, ...deployedMemory },
    "--root",
    root,
  );
  const begun = performance.now();
  const until = begun + minutes * 60_000;
  host.process.once("exit", (exit, signal) => {
    if (performance.now() < until)
      console.log(`The host ended: ${exit ?? signal}`, host.output().slice(-3000));
  });
  const traffic = new Traffic(host.url, storage, seed);
  const table: Record<string, Holdings & { requests: number; uploads: number }> = {};
  const note = async (when: string): Promise<void> => {
    const requests = [...traffic.statuses.values()].reduce((sum, count) => sum + count, 0);
    const uploads = traffic.ledger.size;
    table[when] = { requests, uploads, ...(await holdings(host.process.pid ?? 0)) };
    console.log(when, table[when]);
  };
  await Promise.all([traffic.run(until), observe(note, begun, until)]);
  const findings = await verify(storage, traffic.ledger, 120_000);
  await note("end");
  await delay(IDLE);
  await note("after idle");
  const code = await within(60, "The end of the host", host.stop());
  await azurite.stop();

  console.log(`${minutes} minutes, seed ${seed}`);
  console.table(table);
  const isWell = tell(traffic, findings);
  process.exitCode = isWell && code === 0 ? 0 : 1;
}

/** The first minute warms up: threads, code and pools are there after it. */
async function observe(
  note: (when: string) => Promise<void>,
  begun: number,
  until: number,
): Promise<void> {
  await note("start");
  await delay(60_000);
  await note("after a minute");
  await delay(Math.max(0, (begun + until) / 2 - performance.now()));
  await note("middle");
}

/** @returns whether all is as it should be */
function tell(traffic: Traffic, findings: Awaited<ReturnType<typeof verify>>): boolean {
  const { statuses, ledger, failures } = traffic;
  const { right, lost, wrong, doubled, givenUp } = findings;
  console.table(Object.fromEntries([...statuses].toSorted(([a], [b]) => a.localeCompare(b))));
  console.table({
    uploads: ledger.size,
    right,
    lost: lost.length,
    wrong: wrong.length,
    doubled: doubled.length,
    givenUp,
  });
  const problems = [...failures, ...lost, ...wrong, ...doubled];
  for (const line of problems.slice(0, 20)) console.log(line);
  return problems.length + givenUp === 0 && right === ledger.size;
}
