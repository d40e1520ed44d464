import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ClassifierError } from "../../src/errors.js";
import { stopSignal, toReadingError } from "../../src/intake/reading.js";

const codeOf = (error: unknown): string =>
  error instanceof ClassifierError ? error.code : String(error);

test("a body that its deadline stopped is late, even if the timer fired a little too soon", async () => {
  const soon = performance.now() + 5;
  const signal = stopSignal({ deadline: soon });
  assert.ok(signal);
  // A timer of the signal does not keep the process running.
  for (let i = 0; i < 100 && !signal.aborted; i++) await delay(10);
  const later = { deadline: performance.now() + 1000 };
  assert.equal(codeOf(toReadingError(signal.reason, later)), "DeadlineExceeded");
});

test("a body whose caller has gone is no failure of the service", () => {
  const gone = AbortSignal.abort();
  assert.equal(codeOf(toReadingError(gone.reason, { signal: gone })), "CallerGone");
  const broken = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
  assert.equal(codeOf(toReadingError(broken, {})), "CallerGone");
});

test("other failures stay what they are", () => {
  const failure = new TypeError("broken");
  assert.equal(toReadingError(failure, {}), failure);
});
