import assert from "node:assert/strict";
import { test } from "node:test";
import { expectMonitor } from "../../src/telemetry/monitor.js";
import { isTraceparent } from "../../src/telemetry/spans.js";
import { currentTraceparent, inTrace, span } from "../../src/telemetry/trace.js";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

expectMonitor();

const seenIn = (parent: string | undefined): Promise<string | undefined> =>
  inTrace("function", parent, () => span("step", () => Promise.resolve(currentTraceparent())));

test("before the monitor runs, other processes continue the caller's trace", async () => {
  assert.equal(await seenIn(traceparent), traceparent);
});

test("what is no traceparent is not passed on: a new trace begins", async () => {
  for (const header of [undefined, "", "garbage".repeat(1000), traceparent.toUpperCase()]) {
    const passedOn = await seenIn(header);
    assert.ok(isTraceparent(passedOn), passedOn);
    assert.notEqual(passedOn, header);
  }
});
