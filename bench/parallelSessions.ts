/**
 * One session that computes on all cores, beside one session of one thread for each core: pictures per
 * second in a full line, while something else takes a part of one core.
 *
 *     node dist/bench/parallelSessions.js [MODEL_DIR] [seconds] [rounds]
 */

import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { pixelValuesSize } from "../src/image/preprocess.js";
import { usableCores } from "../src/inference/cores.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openRemoteSession, type RemoteSession } from "../src/inference/remoteSession.js";
import { median } from "./statistics.js";

const [folder = "model/efficientnet-lite0", seconds = "3", rounds = "3"] = process.argv.slice(2);
const cores = usableCores();
const { onnxPath, preprocessor, labels } = await readModelFolder(resolve(folder));
const size = pixelValuesSize(preprocessor) ?? { width: 224, height: 224 };
const contract = { size, labelCount: labels.length };

/** Milliseconds that something else computes, and then sleeps. */
const disturbances = [
  [0, 1000],
  [2, 5],
  [4, 4],
] as const;

for (const [busy, asleep] of disturbances) {
  const disturber = disturb(busy, asleep);
  const rates: Record<string, number[]> = { "all cores for each": [], "one core for each": [] };
  for (let round = 0; round < Number(rounds); round++) {
    rates["all cores for each"]?.push(await rateOf([cores]));
    rates["one core for each"]?.push(await rateOf(Array.from({ length: cores }, () => 1)));
  }
  await disturber.terminate();
  const share = Math.round((100 * busy) / (busy + asleep));
  for (const [name, perSecond] of Object.entries(rates)) {
    console.log(`${share} % of a core taken, ${name}: ${median(perSecond).toFixed(1)} per second`);
  }
}

/** Pictures per second of sessions with so many threads each, which all have a full line. */
async function rateOf(threads: readonly number[]): Promise<number> {
  const options = threads.map((count) => Promise.resolve({ onnxPath, threads: count, contract }));
  const sessions = await Promise.all(options.map(openRemoteSession));
  await Promise.all(sessions.map((session) => runFor(session, 300)));
  const counts = await Promise.all(
    sessions.map((session) => runFor(session, 1000 * Number(seconds))),
  );
  for (const session of sessions) session.close();
  return counts.reduce((sum, count) => sum + count, 0) / Number(seconds);
}

async function runFor(session: RemoteSession, milliseconds: number): Promise<number> {
  const end = performance.now() + milliseconds;
  let count = 0;
  for (; performance.now() < end; count++) {
    const data = new Float32Array(3 * size.width * size.height).fill(0.25);
    await session.run({ ...size, data }, false);
  }
  return count;
}

/** A thread that computes for some milliseconds and sleeps for others, in turn. */
function disturb(busy: number, asleep: number): Worker {
  const script = `
    const sleep = new Int32Array(new SharedArrayBuffer(4));
    for (;;) {
      const end = performance.now() + ${busy};
      while (performance.now() < end);
      Atomics.wait(sleep, 0, 0, ${asleep});
    }`;
  return new Worker(script, { eval: true });
}
