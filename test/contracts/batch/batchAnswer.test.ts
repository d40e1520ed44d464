import assert from "node:assert/strict";
import { test } from "node:test";
import {
  batchAnswerSchema,
  toBatchAnswer,
  toBatchSummary,
} from "../../../src/contracts/batch/batchAnswer.js";
import type { BatchRow } from "../../../src/storage/batchTable.js";
import { httpRequest } from "../../httpRequest.js";

const createdAt = new Date("2026-01-01T00:00:00Z");

const done: BatchRow = {
  name: "holidays",
  container: "pictures",
  prefix: "2024/",
  model: "lite0",
  topK: 2,
  miniBatchSize: 7,
  errorThreshold: 3,
  maxRetries: 1,
  status: "Succeeded",
  createdAt,
  finishedAt: new Date("2026-01-01T00:00:40Z"),
  listed: true,
  found: 10,
  parts: 2,
  doneParts: 2,
  succeeded: 8,
  failed: 2,
};

test("an ended batch tells its totals, its rate and where its predictions are", () => {
  const summary = toBatchSummary("7", done);
  assert.deepEqual(batchAnswerSchema.parse(summary), summary);
  assert.deepEqual(summary.totals, { found: 10, queued: 0, succeeded: 8, failed: 2 });
  assert.equal(summary.rate, 0.25);
  assert.equal(summary.seconds_left, undefined);
  assert.equal(summary.outputs?.["predictions.csv"], "predictions/7/predictions.csv");
  assert.deepEqual([summary.mini_batch_size, summary.max_retries, summary.top_k], [7, 1, 2]);
});

test("a running batch tells what is left, as soon as its listing is final", () => {
  const begun = Date.now() - 100_000;
  const running: BatchRow = {
    ...done,
    status: "Running",
    createdAt: new Date(begun),
    finishedAt: undefined,
    succeeded: 4,
    failed: 1,
  };
  const summary = toBatchSummary("7", running);
  assert.equal(summary.totals.queued, 5);
  // Five in 100 seconds, so that the other five take as long again.
  assert.ok(Math.abs((summary.seconds_left ?? 0) - 100) <= 5, String(summary.seconds_left));
  assert.equal(summary.outputs, undefined);
  assert.equal(toBatchSummary("7", { ...running, listed: false }).seconds_left, undefined);
  const idle = toBatchSummary("7", { ...running, succeeded: 0, failed: 0 });
  assert.deepEqual([idle.rate, idle.seconds_left], [0, undefined]);
});

test("a failed batch says why", () => {
  const error = { code: "TooManyFailures", message: "Too many." };
  const failed = { ...done, status: "Failed", errorCode: error.code, errorMessage: error.message };
  const summary = toBatchSummary("7", { ...failed, status: "Failed" });
  assert.deepEqual([summary.error, summary.outputs], [error, undefined]);
});

const request = httpRequest("?code=key");

test("a running batch is 202 with the place to ask, an ended one 200", () => {
  const { status, headers } = toBatchAnswer(request, "7", { ...done, status: "Running" });
  assert.equal(status, 202);
  assert.deepEqual(headers, {
    location: "http://localhost/api/batches/7?code=key",
    "retry-after": "2",
  });
  for (const status of ["Succeeded", "Failed", "Canceled"] as const) {
    const answer = toBatchAnswer(request, "7", { ...done, status });
    assert.deepEqual([answer.status, answer.headers], [undefined, undefined]);
  }
});
