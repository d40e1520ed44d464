import assert from "node:assert/strict";
import { test } from "node:test";
import { fromContinuation, toContinuation } from "../../../src/contracts/upload/continuation.js";

test("a place comes back from its continuation, which goes into a URL as it is", () => {
  for (const place of ["", "a!2Fb", "2026-01-01T00:00:00.000Z a", "x".repeat(540)]) {
    const text = toContinuation("listing", place);
    assert.equal(encodeURIComponent(text), text);
    assert.equal(fromContinuation("listing", text), place);
  }
});

test("no character of a continuation can be changed, left out or added", () => {
  const text = toContinuation("listing", "a!2Fb");
  const changed = Array.from(text, (was, i) => {
    const other = was === "A" ? "B" : "A";
    return [text.slice(0, i) + other + text.slice(i + 1), text.slice(0, i) + text.slice(i + 1)];
  }).flat();
  for (const wrong of [...changed, `${text}A`, `${text}=`, ` ${text}`, "", "."]) {
    assert.throws(() => fromContinuation("listing", wrong), { code: "InvalidParameter" }, wrong);
  }
  assert.throws(() => fromContinuation("another", text), { code: "InvalidParameter" });
});
