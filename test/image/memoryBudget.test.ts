import assert from "node:assert/strict";
import { test } from "node:test";
import { decodingMemory, MemoryBudget } from "../../src/image/memoryBudget.js";

/** Work that ends when it is told to. */
function work(): { run: () => Promise<void>; end: () => void; readonly started: boolean } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const state = { started: false, end, run: () => ((state.started = true), ended) };
  return state;
}

const turn = (): Promise<void> => new Promise(setImmediate);

test("heavy pictures wait for each other, in order; light ones go side by side", async () => {
  const budget = new MemoryBudget(100);
  const [a, b, heavy, late] = [work(), work(), work(), work()];
  const all = [
    budget.with(40, a.run),
    budget.with(40, b.run),
    budget.with(90, heavy.run),
    budget.with(10, late.run),
  ];
  await turn();
  assert.deepEqual(
    [a, b, heavy, late].map(({ started }) => started),
    [true, true, false, false],
  );
  a.end();
  await turn();
  assert.equal(heavy.started, false);
  b.end();
  await turn();
  assert.deepEqual([heavy.started, late.started], [true, true]);
  heavy.end();
  late.end();
  await Promise.all(all);
});

test("who leaves gives its turn to those behind it, and never runs", async () => {
  const budget = new MemoryBudget(100);
  const [a, heavy, light, late] = [work(), work(), work(), work()];
  const leaving = new AbortController();
  const [first, left, second] = [
    budget.with(60, a.run),
    budget.with(90, heavy.run, leaving.signal),
    budget.with(40, light.run),
  ];
  await turn();
  assert.equal(light.started, false);
  const refused = assert.rejects(left, /gone/);
  leaving.abort(new Error("gone"));
  await refused;
  await turn();
  assert.deepEqual([heavy.started, light.started, budget.waiting], [false, true, 0]);
  await assert.rejects(budget.with(1, late.run, leaving.signal), /gone/);
  assert.equal(late.started, false);
  a.end();
  light.end();
  await Promise.all([first, second]);
});

test("what is larger than the budget runs alone, and a failure frees its share", async () => {
  const budget = new MemoryBudget(100);
  await assert.rejects(
    budget.with(500, () => Promise.reject(new Error("broken"))),
    /broken/,
  );
  assert.equal(await budget.with(500, () => Promise.resolve(1)), 1);
});

test("every machine has something for pictures", () => {
  assert.ok(decodingMemory() >= 256 * 1024 * 1024);
});
