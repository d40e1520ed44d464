import assert from "node:assert/strict";
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { PixelValues } from "../../src/image/preprocess.js";
import { openRemoteSession } from "../../src/inference/remoteSession.js";
import { sessionsFit } from "../../src/inference/sessionMemory.js";
import { SessionPool, type PooledRun } from "../../src/inference/sessionPool.js";
import { waitUntil } from "../localHost/testHost.js";
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

const counts = (): number[] => [...runs.values()];

const grey = (): PixelValues => ({
  width: 224,
  height: 224,
  data: new Float32Array(3 * 224 * 224).fill(0.25),
});

/** A pool of the shipped model that believes in so many pictures in work. */
async function openPool(t: TestContext, threads: number, inWork: number, path = onnxPath) {
  runs.clear();
  const options = { onnxPath, threads, contract: { size: undefined, labelCount: 1000 } };
  const line = { inWork };
  const whole = await openRemoteSession(Promise.resolve(options));
  const pool = new SessionPool(whole, { ...options, onnxPath: path }, () => line.inWork);
  t.after(() => pool.close());
  const run = (): Promise<PooledRun> => pool.run(grey(), false);
  const runMany = (count: number): Promise<PooledRun[]> =>
    Promise.all(Array.from({ length: count }, run));
  return { pool, line, run, runMany };
}

/** Runs pictures until all further sessions have answered some. */
const warmUp = (runMany: (count: number) => Promise<PooledRun[]>, threads: number): Promise<void> =>
  waitUntil(async () => {
    await runMany(4 * threads);
    return counts().length === 1 + threads && counts().every((count) => count > 0);
  });

test("in a long line each core has a session of its own, with the same logits", async (t) => {
  const { line, runMany } = await openPool(t, 2, 3);
  const [expected] = await runMany(1);
  assert.equal(expected?.share, 1);
  await warmUp(runMany, 2);
  const before = counts();
  for (const { outputs, share } of await runMany(20)) {
    assert.deepEqual(outputs.logits, expected.outputs.logits);
    assert.equal(share, 0.5);
  }
  const more = counts().map((count, at) => count - (before[at] ?? 0));
  assert.equal(more[0], 0);
  assert.ok((more[1] ?? 0) > 0 && (more[2] ?? 0) > 0);
  line.inWork = 1;
  const [alone] = await runMany(1);
  assert.equal(alone?.share, 1, "a picture alone gets all cores");
});

test("sessions of one core go on while they keep more than half of the cores busy", async (t) => {
  for (const [threads, shares] of [
    [2, [0.5, 0.5]],
    [4, [0.25, 1]],
  ] as const) {
    const { line, run, runMany } = await openPool(t, threads, threads + 1);
    await warmUp(runMany, threads);
    const first = run();
    line.inWork = 2;
    const both = await Promise.all([first, run()]);
    assert.deepEqual(
      both.map(({ share }) => share),
      shares,
    );
  }
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
  const { pool, run, runMany } = await openPool(t, 2, 3);
  await runMany(15);
  void run();
  await waitUntil(() => runs.size === 3);
  pool.close();
  const living = [...runs.keys()].filter((thread) => thread.threadId > 0);
  await Promise.all(living.map((thread) => once(thread, "exit")));
});

test("a pool that has closed opens none", async (t) => {
  const { pool, run, runMany } = await openPool(t, 2, 3);
  await runMany(15);
  void run();
  pool.close();
  await delay(100);
  assert.equal(runs.size, 1);
});

test("where no more sessions can be opened, the first one goes on", async (t) => {
  const { runMany } = await openPool(t, 2, 3, join(shippedModel, "missing/model.onnx"));
  await runMany(20);
  await delay(50);
  const [later] = await runMany(1);
  assert.equal(later?.share, 1);
});

test("sessions open only where memory has room for their weights", async () => {
  const MiB = 1024 * 1024;
  assert.equal(await sessionsFit(onnxPath, 2, 600 * MiB), true);
  assert.equal(await sessionsFit(onnxPath, 2, 500 * MiB), false);
});
