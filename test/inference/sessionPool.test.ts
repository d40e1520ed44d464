import assert from "node:assert/strict";
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { PixelValues } from "../../src/image/preprocess.js";
import { openRemoteSession, type Run } from "../../src/inference/remoteSession.js";
import { sessionsFit } from "../../src/inference/sessionMemory.js";
import { SessionPool } from "../../src/inference/sessionPool.js";
import { shippedModel } from "../modelFolder.js";

const onnxPath = join(shippedModel, "model.onnx");

/** The threads of sessions, in the order of their start, and how many runs each has answered. */
const runs = new Map<Worker, number>();
subscribe("worker_threads", (message) => {
  if (typeof message !== "object" || message === null || !("worker" in message)) return;
  const { worker } = message;
  if (!(worker instanceof Worker)) return;
  runs.set(worker, 0);
  worker.on("message", ({ type }) => {
    if (type === "ran") runs.set(worker, (runs.get(worker) ?? 0) + 1);
  });
});

const grey = (): PixelValues => ({
  width: 224,
  height: 224,
  data: new Float32Array(3 * 224 * 224).fill(0.25),
});

/** A pool of the shipped model that believes in so many pictures in work. */
async function openPool(t: TestContext, threads: number, inWork: number) {
  runs.clear();
  const options = { onnxPath, threads, contract: { size: undefined, labelCount: 1000 } };
  const line = { inWork };
  const whole = await openRemoteSession(Promise.resolve(options));
  const pool = new SessionPool(whole, options, () => line.inWork);
  t.after(() => pool.close());
  const runMany = (count: number): Promise<Run[]> =>
    Promise.all(Array.from({ length: count }, () => pool.run(grey(), false)));
  return { pool, line, runMany };
}

const counts = (): number[] => [...runs.values()];

test("in a long line each core has a session of its own, with the same logits", async (t) => {
  const { line, runMany } = await openPool(t, 2, 3);
  const [expected] = await runMany(16);
  assert.ok(expected);
  // They are open once they answer.
  while (counts().length < 3 || counts()[2] === 0) {
    for (const { outputs } of await runMany(4)) {
      assert.deepEqual(outputs.logits, expected.outputs.logits);
    }
    await delay(5);
  }
  const [whole = 0, first = 0, second = 0] = counts();
  await runMany(20);
  assert.equal(counts()[0], whole);
  assert.equal((counts()[1] ?? 0) + (counts()[2] ?? 0), first + second + 20);
  assert.ok((counts()[1] ?? 0) > first && (counts()[2] ?? 0) > second);

  line.inWork = 1;
  await runMany(1);
  assert.equal(counts()[0], whole + 1, "a picture alone gets all cores");
});

test("one that is busy keeps the session of all cores away, and is not kept waiting by it", async (t) => {
  const { pool, line, runMany } = await openPool(t, 2, 3);
  while ((counts()[2] ?? 0) === 0) await runMany(16);
  const [whole = 0] = counts();
  const first = pool.run(grey(), false);
  line.inWork = 1;
  await Promise.all([first, pool.run(grey(), false)]);
  assert.equal(counts()[0], whole);
});

test("one core, and lines that are long for a moment only, open no more sessions", async (t) => {
  const single = await openPool(t, 1, 3);
  await single.runMany(20);
  assert.equal(runs.size, 1);
  const { line, runMany } = await openPool(t, 2, 3);
  for (let round = 0; round < 4; round++) {
    await runMany(15);
    line.inWork = 2;
    await runMany(1);
    line.inWork = 3;
  }
  assert.equal(runs.size, 1);
});

test("a pool that closes while sessions open leaves no thread behind", async (t) => {
  const { pool, runMany } = await openPool(t, 2, 3);
  await runMany(16);
  pool.close();
  while (runs.size < 3) await delay(5);
  const living = [...runs.keys()].filter((thread) => thread.threadId > 0);
  await Promise.all(living.map((thread) => once(thread, "exit")));
});

test("sessions open only where memory has room for their weights", async () => {
  assert.equal(await sessionsFit(onnxPath, 1), true);
  assert.equal(await sessionsFit(onnxPath, 1_000_000), false);
});
