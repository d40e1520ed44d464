import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { stopWhenLeft } from "../../src/inference/leaving.js";
import { collectGarbage } from "../collectGarbage.js";

test("the work stops when its caller leaves, also if that was before", () => {
  const caller = new AbortController();
  const { signal } = stopWhenLeft({ signal: caller.signal });
  assert.equal(signal.aborted, false);
  caller.abort();
  assert.equal(signal.reason.code, "CallerGone");
  assert.equal(stopWhenLeft({ signal: caller.signal }).signal.reason.code, "CallerGone");
});

test("a deadline comes, however often memory is collected before it", async () => {
  const stops = Array.from({ length: 50 }, () =>
    stopWhenLeft({ deadline: performance.now() + 100, signal: new AbortController().signal }),
  );
  for (let i = 0; i < 20; i++) {
    collectGarbage();
    await delay(10);
  }
  const codes = new Set(stops.map(({ signal }) => signal.reason?.code));
  assert.deepEqual([...codes], ["DeadlineExceeded"]);
});

test("work that ended is not stopped any more", async () => {
  const caller = new AbortController();
  const { signal, end } = stopWhenLeft({
    deadline: performance.now() + 5,
    signal: caller.signal,
  });
  end();
  caller.abort();
  await delay(20);
  assert.equal(signal.aborted, false);
});
