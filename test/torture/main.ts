/**
 * `npm run torture -- [--minutes N] [--seed N]`: uploads, overwrites, deletes and repeats while hosts
 * are killed and storage goes away, and then looks whether every picture has its one right row.
 */

import { number, wholeNumber } from "../../src/cli/command/kinds.js";
import { optional, withDefault } from "../../src/cli/command/options.js";
import { runCommand } from "../../src/cli/command/runCommand.js";
import { connectByString } from "../../src/storage/connection.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { within } from "../deadline.js";
import { startTestStorage } from "../localHost/testHost.js";
import { Random } from "../random.js";
import { beginBatch, verifyBatch } from "./batch.js";
import { disturbBlobs, disturbMachines, type Torture } from "./chaos.js";
import { Hosts } from "./hosts.js";
import { makeFragile } from "./outage.js";
import { beginTrainings, verifyTrainings } from "./training.js";
import { verify } from "./verify.js";

const hostCount = 2;
const batchPictures = 300;
const trainings = 4;
/** Without any new row for so long, what is missing counts as lost. */
const patience = 120_000;

await runCommand({
  name: "torture",
  summary:
    "Uploads, overwrites and deletes while hosts are killed and storage goes away, and then looks whether\nevery picture has its one right row.",
  options: {
    minutes: withDefault(number(0.01, 10_000), "how long", 1),
    seed: optional(wholeNumber(0), "the same seed does the same; by default another one each time"),
  },
  example: "--minutes 5",
  run: ({ minutes, seed = Date.now() % 1_000_000 }) => run(minutes, seed),
});

async function run(minutes: number, seed: number): Promise<void> {
  const azurite = await within(30, "The start of Azurite", startTestStorage());
  const fragile = await makeFragile(azurite.connectionString);
  const { connectionString } = azurite;
  const storage = connectByString(connectionString);
  await provisionStorage(storage);
  const hosts = new Hosts(fragile.connectionString, hostCount);
  const torture: Torture = {
    random: new Random(seed),
    storage,
    fragile,
    hosts,
    hostCount,
    ledger: new Map(),
    deeds: {
      uploads: 0,
      overwrites: 0,
      deletions: 0,
      duplicates: 0,
      stale: 0,
      broken: 0,
      kills: 0,
      outages: 0,
    },
  };
  console.log(`Torture for ${minutes} minutes, seed ${seed}`);
  const begun = performance.now();
  const until = begun + minutes * 60_000;
  const [batch, trained] = await Promise.all([
    beginBatch(storage, new Random(seed), batchPictures),
    beginTrainings(storage, trainings, until),
    disturbBlobs(torture, until),
    disturbMachines(torture, until),
  ]);
  console.log("Done with it; waiting for the last rows");
  const findings = await verify(storage, torture.ledger, patience);
  const batchFindings = await verifyBatch(storage, batch, patience);
  const trainingFindings = await verifyTrainings(storage, trained, patience);
  const codes = await hosts.stop();
  fragile.close();
  await azurite.stop();

  const { right, deleted, lost, wrong, doubled, brokenKept, givenUp } = findings;
  console.table(torture.deeds);
  console.table({
    blobs: torture.ledger.size,
    right,
    deleted,
    lost: lost.length,
    wrong: wrong.length,
    doubled: doubled.length,
    "lines of a batch right": `${batchFindings.right} of ${batchPictures}`,
    "trainings right": `${trainingFindings.right} of ${trainings}`,
    "broken messages kept": brokenKept,
    "given up on": givenUp,
    seconds: Math.round((performance.now() - begun) / 1000),
  });
  for (const line of [
    ...lost.map((name) => `${name}: lost`),
    ...wrong,
    ...doubled,
    ...batchFindings.problems,
    ...trainingFindings.problems,
  ].slice(0, 20)) {
    console.log(line);
  }
  const isWell =
    right + deleted === torture.ledger.size &&
    lost.length + wrong.length + doubled.length + givenUp === 0 &&
    batchFindings.right === batchPictures &&
    batchFindings.problems.length === 0 &&
    trainingFindings.right === trainings &&
    trainingFindings.problems.length === 0 &&
    brokenKept === torture.deeds.broken &&
    codes.every((code) => code === 0);
  console.log(isWell ? "Nothing lost, nothing doubled, nothing wrong." : "Not as it should be.");
  process.exitCode = isWell ? 0 : 1;
}
