import assert from "node:assert/strict";
import { test } from "node:test";
import { ClassifierError } from "../../src/errors.js";
import { toFinalFailure } from "../../src/uploads/failure.js";

test("what can never succeed is an outcome", () => {
  const error = new ClassifierError("InvalidImage", "Damaged.");
  const outcome = { status: "failed", errorCode: "InvalidImage", errorMessage: "Damaged." };
  assert.deepEqual(toFinalFailure(error), outcome);
});

test("a picture that is too costly is not delivered again", () => {
  const { status } = toFinalFailure(new ClassifierError("ImageTooCostly"));
  assert.equal(status, "failed");
});

test("what may succeed later, and a defect of the service, is thrown on", () => {
  for (const code of ["StorageUnavailable", "InvalidModel", "InternalError"] as const) {
    assert.throws(() => toFinalFailure(new ClassifierError(code)), { code });
  }
  assert.throws(() => toFinalFailure(new TypeError("defect")), { code: "InternalError" });
});
