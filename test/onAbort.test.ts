import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { onAbort, orAborted } from "../src/onAbort.js";
import { collectGarbage } from "./collectGarbage.js";

test("a signal calls back once, at once if it has aborted, and not after the end", () => {
  const calls: string[] = [];
  const [early, late] = [new AbortController(), new AbortController()];
  early.abort();
  onAbort(early.signal, () => calls.push("early"));
  onAbort(late.signal, () => calls.push("late"));
  onAbort(late.signal, () => calls.push("ended"))();
  late.abort();
  onAbort(undefined, () => calls.push("no signal"))();
  assert.deepEqual(calls, ["early", "late"]);
});

test("what comes first counts: the result, its error, or the reason of the signal", async () => {
  const { signal } = new AbortController();
  assert.equal(await orAborted(Promise.resolve(1), signal), 1);
  assert.equal(await orAborted(Promise.resolve(1), undefined), 1);
  await assert.rejects(orAborted(Promise.reject(new Error("broken")), signal), /broken/);
  const never = new Promise<never>(() => undefined);
  await assert.rejects(orAborted(never, AbortSignal.abort(new Error("late"))), /late/);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 5);
  await assert.rejects(orAborted(never, stop.signal), { name: "AbortError" });
});

test("a signal keeps nothing of the results that were waited for", async () => {
  const { signal } = new AbortController();
  const waitFor = async (): Promise<WeakRef<object>> =>
    new WeakRef(await orAborted(Promise.resolve({}), signal));
  const results = await Promise.all(Array.from({ length: 20 }, waitFor));
  await delay(0);
  collectGarbage();
  assert.equal(results.filter((result) => result.deref()).length, 0);
  assert.equal(getEventListeners(signal, "abort").length, 0);
  assert.equal(signal.aborted, false);
});
