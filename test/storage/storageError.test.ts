import assert from "node:assert/strict";
import { test } from "node:test";
import { ClassifierError } from "../../src/errors.js";
import { statusOf, toStorageError } from "../../src/storage/storageError.js";

const failure = (statusCode: unknown): Error => Object.assign(new Error("failed"), { statusCode });

test("the status of a failed request is read, and of nothing else", () => {
  assert.equal(statusOf(failure(404)), 404);
  for (const error of [failure("404"), new Error("x"), { statusCode: 404 }, undefined]) {
    assert.equal(statusOf(error), undefined);
  }
});

test("a failure has the code of its status, or says that storage does not answer", () => {
  const codes = { 404: "BlobNotFound" } as const;
  const missing = failure(404);
  assert.equal(toStorageError(missing, codes).code, "BlobNotFound");
  assert.equal(toStorageError(missing, codes).cause, missing);
  assert.equal(toStorageError(failure(500), codes).code, "StorageUnavailable");
  assert.equal(toStorageError("text").code, "StorageUnavailable");
  const known = new ClassifierError("BlobChanged");
  assert.equal(toStorageError(known), known);
});
