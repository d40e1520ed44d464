/**
 * `npm run soak -- [--minutes N] [--seed N]`: mixed traffic for a long time, good and bad, by HTTP and
 * by uploads. It prints what the host holds on the way, and looks for every upload's row.
 */

import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { connectByString } from "../../src/storage/connection.js";
import { writeUpload } from "../../src/storage/upload.js";
import { within } from "../deadline.js";
import { fuzzRequest, type FuzzRequest } from "../fuzz/requests.js";
import { send } from "../fuzz/send.js";
import { startTestHost, startTestStorage } from "../localHost/testHost.js";
import { fixture, root } from "../paths.js";
import { Random } from "../random.js";
import type { Ledger } from "../torture/ledger.js";
import { pickKind } from "../torture/pictures.js";
import { verify } from "../torture/verify.js";
import { holdings, type Holdings } from "./holdings.js";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
  },
});
const minutes = Number(values.minutes);
const random = new Random(Number(values.seed));
/** Milliseconds between two requests of a caller, on average. */
const PAUSE = 400;
/** Milliseconds without traffic, after which what was held for it is given back. */
const IDLE = 90_000;

const azurite = await within(30, "The start of Azurite", startTestStorage());
const { connectionString } = azurite;
const storage = connectByString(connectionString);
const host = await startTestHost({ AzureWebJobsStorage: connectionString }, "--root", root);
const begun = performance.now();
const until = begun + minutes * 60_000;
host.process.once("exit", (exit, signal) => {
  if (performance.now() < until)
    console.log(`The host ended: ${exit ?? signal}`, host.output().slice(-3000));
});
const photo = readFileSync(fixture("photos/cat.jpg"));
const ledger: Ledger = new Map();
const statuses = new Map<string, number>();
const failures: string[] = [];
const table: Record<string, Holdings & { requests: number; uploads: number }> = {};

await Promise.all([
  repeatedly(() => count({ path: "classify", method: "POST", headers: {}, body: photo })),
  repeatedly(() => count(score())),
  repeatedly(() => count(fuzzRequest(random))),
  repeatedly(() => count(fuzzRequest(random))),
  repeatedly(upload),
  repeatedly(upload),
  observe(),
]);
const findings = await verify(storage, ledger, 120_000);
await note("end");
await delay(IDLE);
await note("after idle");
const code = await within(60, "The end of the host", host.stop());
await azurite.stop();

console.log(`${minutes} minutes, seed ${values.seed}`);
console.table(table);
console.table(Object.fromEntries([...statuses].toSorted(([a], [b]) => a.localeCompare(b))));
const { right, lost, wrong, doubled, givenUp } = findings;
console.table({
  uploads: ledger.size,
  right,
  lost: lost.length,
  wrong: wrong.length,
  doubled: doubled.length,
  givenUp,
});
for (const line of [...failures, ...lost, ...wrong, ...doubled].slice(0, 20)) console.log(line);
const isWell = failures.length + lost.length + wrong.length + doubled.length + givenUp === 0;
process.exitCode = isWell && code === 0 && right === ledger.size ? 0 : 1;

async function repeatedly(work: () => Promise<void>): Promise<void> {
  while (performance.now() < until) {
    await work();
    await delay(random.below(2 * PAUSE));
  }
}

/** Whoever is answered with 5xx but not 503, or not at all, is a failure. */
async function count(request: FuzzRequest): Promise<void> {
  const outcome = String(await send(host.url, request));
  statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1);
  if (!/^[1-4]\d\d$|^503$|^left$/.test(outcome)) failures.push(`${request.path}: ${outcome}`);
}

function score(): FuzzRequest {
  const input = Array.from({ length: 1 + random.below(4) }, () => photo.toString("base64"));
  const body = JSON.stringify({ input_data: input });
  const headers = { "content-type": "application/json" };
  return { path: "score", method: "POST", headers, body: Buffer.from(body) };
}

async function upload(): Promise<void> {
  const { bytes, outcome } = pickKind(random);
  const name = `soak/${ledger.size}.jpg`;
  // Noted before it is written, so that two callers never take one name.
  ledger.set(name, { versions: [], deleted: false });
  const written = await writeUpload(storage, name, Buffer.from(bytes));
  ledger.set(name, { versions: [{ upload: written, outcome }], deleted: false });
}

/** The first minute warms up: threads, code and pools are there after it. */
async function observe(): Promise<void> {
  await note("start");
  await delay(60_000);
  await note("after a minute");
  await delay(Math.max(0, begun + minutes * 30_000 - performance.now()));
  await note("middle");
}

async function note(when: string): Promise<void> {
  const requests = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  table[when] = { requests, uploads: ledger.size, ...(await holdings(host.process.pid ?? 0)) };
  console.log(when, table[when]);
}
