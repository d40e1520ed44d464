import assert from "node:assert/strict";
import { test } from "node:test";
import {
  classificationAnswerSchema,
  toClassificationAnswer,
} from "../../../src/contracts/upload/classificationAnswer.js";
import type { ClassificationRow } from "../../../src/storage/classificationRow.js";

const queued: ClassificationRow = {
  container: "uploads",
  blobName: "2024/cat.jpg",
  blobETag: "0x1",
  blobSize: 10,
  status: "queued",
  queuedAt: new Date("2026-01-01T00:00:00Z"),
};

/** The answer as a caller gets it, which must be as described. */
function answerFor(row: ClassificationRow): unknown {
  const answer: unknown = JSON.parse(JSON.stringify(toClassificationAnswer(row)));
  return classificationAnswerSchema.strict().parse(answer);
}

test("a queued row tells its blob, and why the last attempt failed", () => {
  const answer = {
    container: "uploads",
    blob: "2024/cat.jpg",
    etag: "0x1",
    size: 10,
    status: "queued",
    queued_at: "2026-01-01T00:00:00.000Z",
  };
  assert.deepEqual(answerFor(queued), answer);
  const tried = { ...queued, attempts: 2, errorCode: "InvalidModel", errorMessage: "No model." };
  const error = { code: "InvalidModel", message: "No model." };
  assert.deepEqual(answerFor(tried), { ...answer, attempts: 2, error });
});

test("a row that succeeded tells labels, model and size", () => {
  const row: ClassificationRow = {
    ...queued,
    status: "succeeded",
    completedAt: new Date("2026-01-01T00:00:05Z"),
    labels: [{ label: "cat", score: 1 }],
    modelName: "lite0",
    modelVersion: "abc",
    head: "flowers",
    width: 3,
    height: 4,
    milliseconds: 9,
  };
  const { labels, model, width, height, milliseconds, completed_at } = Object(answerFor(row));
  assert.deepEqual(labels, row.labels);
  assert.deepEqual(model, { name: "lite0", version: "abc", head: "flowers" });
  assert.deepEqual([width, height, milliseconds], [3, 4, 9]);
  assert.equal(completed_at, "2026-01-01T00:00:05.000Z");
  const published = Object(answerFor({ ...row, headVersion: 3 })).model;
  assert.deepEqual(published, { ...model, head_version: 3 });
  const { model: own } = Object(answerFor({ ...row, head: undefined }));
  assert.deepEqual(own, { name: "lite0", version: "abc" });
});

test("nothing of the Table's own columns is told", () => {
  const row = { ...queued, topLabel: "cat", topScore: 1 };
  assert.deepEqual(answerFor(row), answerFor(queued));
});
