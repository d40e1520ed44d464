import assert from "node:assert/strict";
import { test } from "node:test";
import { currentTraceparent, inTrace, noteSpan, span } from "../../src/telemetry/trace.js";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("without a monitor the work is done all the same, and there is no trace", async () => {
  const outer = await inTrace("function", traceparent, () =>
    span("step", () => Promise.resolve(currentTraceparent() ?? "none")),
  );
  assert.equal(outer, "none");
  noteSpan("step", 0, 1);
});

test("without a monitor an error of the work is passed on", async () => {
  const failing = (): Promise<never> => Promise.reject(new TypeError("broken"));
  await assert.rejects(inTrace("function", undefined, failing), TypeError);
  await assert.rejects(span("step", failing), TypeError);
});
