import assert from "node:assert/strict";
import { test } from "node:test";
import { toPatience } from "../../src/http/patience.js";
import { httpRequest, invocation } from "../httpRequest.js";

/** Milliseconds from now until nobody waits any more, to the second. */
function secondsLeft(header: string | undefined, timeout: number): number {
  const headers: Record<string, string> = header === undefined ? {} : { "x-timeout-ms": header };
  const { deadline } = toPatience(httpRequest("", { headers }), invocation().context, timeout);
  return Math.round(((deadline ?? Infinity) - performance.now()) / 1000);
}

test("a request without the header has the service's own time", () => {
  assert.equal(secondsLeft(undefined, 3_600_000), 3600);
});

test("the header makes the time shorter, and never longer", () => {
  assert.equal(secondsLeft("600000", 3_600_000), 600);
  assert.equal(secondsLeft("999999999", 3_600_000), 3600);
});

test("a header that is no number of milliseconds is refused", () => {
  for (const header of ["0", "-1", "1.5", "1e3", "soon", "", "1000000000"]) {
    assert.throws(() => secondsLeft(header, 1000), { code: "InvalidParameter" }, header);
  }
});
