import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkKeptLabels,
  toAcceptedAnswer,
  toResultAnswer,
  wantsLater,
} from "../../../src/contracts/classify/later.js";
import type { ClassificationRow } from "../../../src/storage/classificationRow.js";
import { httpRequest, textOf } from "../../httpRequest.js";

const queued: ClassificationRow = {
  container: "requests",
  blobName: "1",
  blobETag: "0x1",
  blobSize: 10,
  status: "queued",
  queuedAt: new Date(0),
};
/** With a key, which the address of a result does without. */
const request = httpRequest("?async=true&code=key");
const labels = [{ label: "cat", score: 1 }];

test("a caller asks for a later answer by the query or the header Prefer", () => {
  const prefer = (text: string): boolean =>
    wantsLater(httpRequest("", { headers: { prefer: text } }));
  assert.ok(wantsLater(httpRequest("?async=true")));
  for (const text of ["respond-async", "wait=5, Respond-Async", "respond-async; wait=5"]) {
    assert.ok(prefer(text), text);
  }
  for (const text of ["wait=5", "respond-asynchronously", "no-respond-async"]) {
    assert.ok(!prefer(text), text);
  }
  for (const query of ["", "?async=false"]) {
    assert.ok(!wantsLater(httpRequest(query)), query);
  }
  for (const query of ["?async", "?async=1", "?async=yes"]) {
    assert.throws(() => wantsLater(httpRequest(query)), { code: "InvalidParameter" }, query);
  }
});

test("no more labels are asked for than are kept", () => {
  checkKeptLabels({});
  checkKeptLabels({ topK: 100 });
  assert.throws(() => checkKeptLabels({ topK: 101 }), { code: "InvalidParameter" });
});

test("202 tells where the result will be and when to ask", () => {
  const { status, headers, jsonBody } = toAcceptedAnswer(request, "7");
  assert.equal(status, 202);
  assert.deepEqual(headers, {
    location: "http://localhost/api/results/7",
    "retry-after": "1",
    "preference-applied": "respond-async",
  });
  assert.deepEqual(jsonBody, { id: "7", status: "queued" });
});

test("a result is 202 while it waits, and then what it would have been at once", () => {
  assert.equal(toResultAnswer(request, queued, "application/json").status, 202);
  const row = { ...queued, status: "succeeded", labels } as const;
  const answer = toResultAnswer(request, row, "application/json");
  assert.deepEqual(answer, { jsonBody: labels, headers: {} });
  const by = { ...row, head: "fridge", headVersion: 3 };
  const { headers } = toResultAnswer(request, by, "application/json");
  assert.deepEqual(headers, { "x-classifier-head": "fridge@3" });
  assert.match(textOf(toResultAnswer(request, row, "text/csv")), /^label,score\r\ncat,1/);
});

test("a failed result is thrown with the code and the sentence of its row", () => {
  const failed = (errorCode: string): ClassificationRow => ({
    ...queued,
    status: "failed",
    errorCode,
    errorMessage: "What happened.",
  });
  const read = (code: string) => () => toResultAnswer(request, failed(code), "application/json");
  assert.throws(read("InvalidImage"), { code: "InvalidImage", message: "What happened." });
  for (const unknown of ["CodeOfTomorrow", "constructor"]) {
    assert.throws(read(unknown), { code: "InternalError" });
  }
});
