import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { firstAbort } from "../src/firstAbort.js";

test("the first signal aborts, with its reason, whether it has been aborted before or not", () => {
  const [early, late] = [new AbortController(), new AbortController()];
  const signal = firstAbort(early.signal, late.signal);
  assert.equal(signal.aborted, false);
  early.abort("first");
  late.abort("second");
  assert.equal(signal.reason, "first");
  assert.equal(firstAbort(new AbortController().signal, late.signal).reason, "second");
});

test("a deadline comes, however often memory is collected before it", async () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const gone = new AbortController();
  const aborted: number[] = [];
  for (let i = 0; i < 50; i++) {
    const signal = firstAbort(gone.signal, AbortSignal.timeout(100));
    signal.addEventListener("abort", () => aborted.push(i));
  }
  for (let i = 0; i < 20; i++) {
    collect();
    await delay(10);
  }
  for (let i = 0; i < 100 && aborted.length < 50; i++) await delay(20);
  assert.equal(aborted.length, 50);
});
