import assert from "node:assert/strict";
import { test } from "node:test";
import { ClassifierError } from "../../src/errors.js";
import { fromThreadError, toThreadError } from "../../src/inference/threadError.js";

/** As an error comes out at the other thread. */
const across = (thrown: unknown): ClassifierError =>
  fromThreadError(structuredClone(toThreadError(thrown)));

test("the cause of an error crosses threads with its name, message and stack", () => {
  const cause = new RangeError("Invalid typed array length: -1");
  const error = across(new ClassifierError("InvalidModel", "model.onnx: bad", { cause }));
  assert.equal(error.code, "InvalidModel");
  assert.equal(error.message, "model.onnx: bad");
  assert.ok(error.cause instanceof Error);
  assert.equal(error.cause.name, "RangeError");
  assert.equal(error.cause.message, cause.message);
  assert.equal(error.cause.stack, cause.stack);
});

test("a defect in a thread tells the log where it broke", () => {
  const error = across(new TypeError("decode is not a function"));
  assert.equal(error.code, "InternalError");
  assert.match(error.reason, /TypeError: decode is not a function\n.*threadError\.test/);
});

test("a thrown value that is no error is told too", () => {
  assert.match(across({ status: 7 }).reason, /status: 7/);
});
