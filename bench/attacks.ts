/**
 * The service under attack, in a control group of 2 GiB where one may be made: how it answers, what
 * memory it takes at most, and how long innocent callers wait, as a ratio to before the attack.
 *
 *     node dist/bench/attacks.js [seconds per attack] [part of the attacks' names]
 */

import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { startTestHost, startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { Attackers } from "./attackers.js";
import { bodyAttacks, pictureAttacks, type Attack } from "./attackRequests.js";
import { ControlGroup } from "./controlGroup.js";
import { postPicture } from "./httpClient.js";
import { median, quantile, timed } from "./statistics.js";

const GIB = 1024 ** 3;
const [duration = "6", part = ""] = process.argv.slice(2);
const seconds = Number(duration);
const cat = readFileSync(fixture("photos/cat.jpg"));
const group = ControlGroup.create(2 * GIB);
const storage = await startTestStorage();
const start = (): ReturnType<typeof startTestHost> =>
  startTestHost({ AzureWebJobsStorage: storage.connectionString }, "--root", root);
const host = await (group ? group.around(start) : start());
console.log(
  group
    ? "In a control group of 2 GiB"
    : "No control group may be made here: peak of the process alone",
);

const attackers = new Attackers(`${host.url}/api/`);
await innocents(3);
const rows = [];
for (const attack of [...(await pictureAttacks()), ...bodyAttacks()]) {
  if (attack.name.includes(part)) rows.push(await measure(attack));
}
console.table(rows);
console.log(
  `at most ${mebibytes(group?.peak() ?? peakMemory())} MiB, host ${host.process.exitCode === null ? "alive" : "dead"}`,
);
await attackers.stop();
await host.stop();
await storage.stop();
group?.remove();

async function measure(attack: Attack): Promise<Record<string, string | number>> {
  const usual = await innocents(seconds / 2);
  const answered = attackers.attack(attack, seconds);
  const beside = await innocents(seconds);
  const statuses = await answered;
  await delay(200);
  return {
    attack: attack.name,
    callers: attack.callers,
    answers: [...statuses].map(([status, count]) => `${status} × ${count}`).join(", "),
    "usual ms": Math.round(median(usual.took)),
    "beside ÷ usual": Number((median(beside.took) / median(usual.took)).toFixed(2)),
    "p95 ÷ usual": Number((quantile(beside.took, 0.95) / median(usual.took)).toFixed(2)),
    "innocents refused": beside.refused,
    "peak MiB": mebibytes(group?.peak() ?? peakMemory()),
  };
}

/** Two callers that send an ordinary photo, one after the other; `refused` counts all but 200. */
async function innocents(forSeconds: number): Promise<{ took: number[]; refused: number }> {
  const agent = new Agent({ keepAlive: true });
  const took: number[] = [];
  let refused = 0;
  const end = performance.now() + forSeconds * 1000;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      const answered = timed(() => postPicture(`${host.url}/api/classify`, cat, agent));
      await answered.then(
        (milliseconds) => took.push(milliseconds),
        () => refused++,
      );
    }
  };
  await Promise.all([caller(), caller()]);
  agent.destroy();
  return { took, refused };
}

/** Bytes, from Linux' proc file system. */
function peakMemory(): number {
  const status = readFileSync(`/proc/${host.process.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
