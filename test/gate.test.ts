import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import { Gate } from "../src/gate.js";

/** Work that ends when the test says so. */
function held(): { work: () => Promise<string>; started: () => boolean; end: () => void } {
  let started = false;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = async (): Promise<string> => {
    started = true;
    await ended;
    return "done";
  };
  return { work, started: () => started, end };
}

test("no more work is inside than there is room, and the next enters when one leaves", async () => {
  const gate = new Gate(2);
  const pieces = [held(), held(), held()];
  const results = pieces.map(({ work }) => gate.pass(work));
  await turn();
  assert.deepEqual(
    pieces.map(({ started }) => started()),
    [true, true, false],
  );
  pieces[0]?.end();
  await results[0];
  await turn();
  assert.equal(pieces[2]?.started(), true);
  for (const { end } of pieces) end();
  assert.deepEqual(await Promise.all(results), ["done", "done", "done"]);
});

test("work that fails makes room too, and its error comes through", async () => {
  const gate = new Gate(1);
  const error = new Error("no picture");
  await assert.rejects(
    gate.pass(() => Promise.reject(error)),
    error,
  );
  assert.equal(await gate.pass(async () => 1), 1);
});

test("at its close what waits is sent away, and what is inside ends", async () => {
  const gate = new Gate(1);
  const inside = held();
  const first = gate.pass(inside.work);
  const waiting = gate.pass(async () => 1);
  await turn();
  gate.close();
  await assert.rejects(waiting, { code: "ShuttingDown" });
  await assert.rejects(
    gate.pass(async () => 2),
    { code: "ShuttingDown" },
  );
  inside.end();
  assert.equal(await first, "done");
});
