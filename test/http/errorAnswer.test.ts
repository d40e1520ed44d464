import assert from "node:assert/strict";
import { test } from "node:test";
import { ClassifierError } from "../../src/errors.js";
import {
  answering,
  problemSchema,
  retryAfterHeader,
  toProblem,
} from "../../src/http/errorAnswer.js";
import { httpRequest, invocation, textOf } from "../httpRequest.js";

test("a problem has the form of RFC 9457 and of Azure's guidelines", () => {
  const answer = toProblem(new ClassifierError("InvalidJson", "No JSON."), "7");
  assert.equal(answer.status, 400);
  assert.deepEqual(answer.headers, { "content-type": "application/problem+json" });
  assert.deepEqual(problemSchema.parse(JSON.parse(textOf(answer))), {
    title: "Bad Request",
    status: 400,
    detail: "No JSON.",
    code: "InvalidJson",
    invocation_id: "7",
    error: { code: "InvalidJson", message: "No JSON." },
  });
});

test("a problem with one of several pictures tells which", () => {
  const error = new ClassifierError("InvalidImage", "Damaged.").at("files", 2);
  const problem = problemSchema.parse(JSON.parse(textOf(toProblem(error, "7"))));
  assert.equal(problem.index, 2);
  assert.match(problem.detail, /^files\[2\]: Damaged\.$/);
});

test("only what may be tried again says when", () => {
  assert.deepEqual(retryAfterHeader(new ClassifierError("InvalidJson")), {});
  assert.deepEqual(retryAfterHeader(new ClassifierError("StorageUnavailable")), {
    "retry-after": "2",
  });
  const busy = new ClassifierError("Overloaded", undefined, { retryAfter: 17 });
  assert.deepEqual(retryAfterHeader(busy), { "retry-after": "17" });
});

test("what a handler throws becomes a problem, and the log has its code alone", async () => {
  const { context, log } = invocation();
  const refuse = answering(() => Promise.reject(new ClassifierError("EmptyBody")));
  const answer = await refuse(httpRequest(), context);
  assert.equal(Object(answer).status, 400);
  assert.deepEqual(log, [["information", "EmptyBody"]]);
});

test("a defect tells the caller nothing of its cause, and the log where it broke", async () => {
  const { context, log } = invocation();
  const fail = answering(() => Promise.reject(new TypeError("secret detail")));
  const answer = Object(await fail(httpRequest(), context));
  assert.equal(answer.status, 500);
  assert.doesNotMatch(JSON.stringify(answer), /secret/);
  assert.match(String(log), /^error,InternalError,.*secret detail.*errorAnswer\.test/s);
});

test("what a handler answers stays as it is", async () => {
  const { context } = invocation();
  const answer = answering(() => Promise.resolve({ status: 204 }));
  assert.deepEqual(await answer(httpRequest(), context), { status: 204 });
});
