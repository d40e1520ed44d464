import assert from "node:assert/strict";
import { test } from "node:test";
import { errorKinds } from "../src/errorKinds.js";
import { ClassifierError, toClassifierError } from "../src/errors.js";

test("an error has its code's status and sentence, unless the thrower knows more", () => {
  const error = new ClassifierError("TooManyPixels");
  assert.deepEqual([error.status, error.retryable], [422, false]);
  assert.equal(error.message, errorKinds.TooManyPixels.message);
  assert.equal(new ClassifierError("TooManyPixels", "More.").message, "More.");
});

test("503 and retryable are one", () => {
  for (const [code, { status, retryable }] of Object.entries(errorKinds)) {
    assert.equal(retryable, status === 503, code);
  }
});

test("an error with a place keeps its code, its cause and when to try again", () => {
  const cause = new Error("cause");
  const error = new ClassifierError("Overloaded", "Busy.", { cause, retryAfter: 3 }).at("list", 4);
  assert.deepEqual([error.code, error.index, error.retryAfter], ["Overloaded", 4, 3]);
  assert.equal(error.message, "list[4]: Busy.");
  assert.equal(error.cause, cause);
});

test("whatever else is thrown is a defect, with itself as the cause", () => {
  const known = new ClassifierError("EmptyBody");
  assert.equal(toClassifierError(known), known);
  for (const thrown of [new TypeError("x"), "text", undefined]) {
    const { code, cause } = toClassifierError(thrown);
    assert.deepEqual([code, cause], ["InternalError", thrown]);
  }
});
