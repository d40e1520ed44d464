import assert from "node:assert/strict";
import { test } from "node:test";
import { ClassifierError } from "../../src/errors.js";
import { toReadingError } from "../../src/intake/reading.js";

const codeOf = (error: unknown): string =>
  error instanceof ClassifierError ? error.code : String(error);

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
