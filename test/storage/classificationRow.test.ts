import assert from "node:assert/strict";
import { test } from "node:test";
import { rowSchema, toBlobColumns, toOutcomeColumns } from "../../src/storage/classificationRow.js";

const upload = { container: "uploads", blobName: "cat.jpg", etag: "0x1", size: 10 };
const queued = { ...toBlobColumns(upload), status: "queued", queuedAt: new Date(0) } as const;
const labels = [
  { label: "tabby, tabby cat", score: 0.75 },
  { label: "lynx", score: 0.25 },
];
const succeeded = {
  status: "succeeded",
  labels,
  modelName: "lite0",
  modelVersion: "abc",
  width: 3,
  height: 4,
  milliseconds: 9,
} as const;

test("an outcome's columns read back as the outcome, and the best label has its own", () => {
  const columns = toOutcomeColumns(succeeded);
  const row = rowSchema.parse({ ...queued, ...columns });
  assert.deepEqual({ ...row, ...succeeded }, row);
  assert.deepEqual([row.topLabel, row.topScore], ["tabby, tabby cat", 0.75]);
  assert.ok(row.completedAt instanceof Date);
});

test("every column has a type that a Table keeps", () => {
  for (const value of Object.values({ ...queued, ...toOutcomeColumns(succeeded) })) {
    assert.ok(value instanceof Date || ["string", "number"].includes(typeof value), String(value));
  }
});

test("a picture with no label has no best one", () => {
  const row = rowSchema.parse({ ...queued, ...toOutcomeColumns({ ...succeeded, labels: [] }) });
  assert.deepEqual([row.labels, row.topLabel, row.topScore], [[], undefined, undefined]);
});

test("a failure has its code and sentence, and no labels", () => {
  const failure = { status: "failed", errorCode: "EmptyImage", errorMessage: "Empty." } as const;
  const row = rowSchema.parse({ ...queued, ...toOutcomeColumns(failure) });
  assert.deepEqual([row.status, row.errorCode, row.labels], ["failed", "EmptyImage", undefined]);
});

test("a row that nobody of this service wrote is refused", () => {
  assert.throws(() => rowSchema.parse({ ...queued, status: "done" }));
  assert.throws(() => rowSchema.parse({ ...queued, labels: "not JSON" }));
  assert.throws(() => rowSchema.parse({ ...queued, labels: '[{"label":1}]' }));
});
