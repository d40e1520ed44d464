import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpResponseInit } from "@azure/functions";
import { ClassifierError } from "../../src/errors.js";
import { asInferenceServer } from "../../src/http/inferenceServer.js";
import { httpRequest, invocation } from "../httpRequest.js";

const json = { "content-type": "application/json" };

/** The answer to a request where scoring ends like this. */
async function answerTo(
  parts: Parameters<typeof httpRequest>[1],
  score: () => Promise<HttpResponseInit> = () => Promise.resolve({ jsonBody: [] }),
): Promise<{ status: number; headers: Record<string, string>; message: unknown }> {
  const answer = await asInferenceServer(score)(httpRequest("", parts), invocation().context);
  const { status = 200, headers, jsonBody } = Object(answer);
  return { status, headers, message: jsonBody?.message };
}

const failing = (reason: Error) => () => Promise.reject(reason);

test("the ids of a request come back", async () => {
  const ids = { "x-request-id": "a", "x-ms-request-id": "b", "x-ms-client-request-id": "c" };
  const { headers } = await answerTo({ headers: { ...json, ...ids } });
  assert.deepEqual({ ...headers, ...ids }, headers);
});

test("ids that a request lacks are made of those that it has", async () => {
  const client = await answerTo({ headers: { ...json, "x-ms-client-request-id": "c" } });
  assert.equal(client.headers["x-ms-request-id"], "c");
  const legacy = await answerTo({ headers: { ...json, "x-ms-request-id": "b" } });
  assert.equal(legacy.headers["x-ms-client-request-id"], "b");
  const { headers } = await answerTo({ headers: json });
  assert.match(headers["x-request-id"] ?? "", /^[\da-f-]{36}$/);
  assert.equal(headers["x-ms-request-id"], headers["x-request-id"]);
  assert.ok(!("x-ms-client-request-id" in headers));
});

const names = ["x-request-id", "x-ms-request-id", "x-ms-client-request-id"];

test("an id of 100 characters is taken, a longer one refused", async () => {
  for (const name of names) {
    const longest = await answerTo({ headers: { ...json, [name]: "x".repeat(100) } });
    assert.equal(longest.status, 200, name);
    const longer = await answerTo({ headers: { ...json, [name]: "x".repeat(101) } });
    assert.equal(longer.status, 431, name);
  }
});

test("an id that is too long is refused by its name and comes back under none", async () => {
  for (const name of names) {
    const { headers, message } = await answerTo({
      headers: { ...json, [name]: "x".repeat(101) },
    });
    assert.ok(String(message).startsWith(`${name} `), `${name}: ${String(message)}`);
    assert.ok(!Object.values(headers).includes("x".repeat(101)), name);
  }
});

test("OPTIONS is answered, and any other method than POST refused", async () => {
  assert.equal((await answerTo({ method: "OPTIONS" })).status, 200);
  const { status, headers } = await answerTo({ method: "GET" });
  assert.deepEqual([status, headers["allow"]], [405, "OPTIONS, POST"]);
});

test("only JSON is taken, whatever its charset", async () => {
  const charset = { "content-type": "application/json; charset=utf-8" };
  assert.equal((await answerTo({ headers: charset })).status, 200);
  const { status, message } = await answerTo({ headers: { "content-type": "text/json" } });
  assert.equal(status, 415);
  assert.match(String(message), /application\/json/);
});

test("the headers tell the time of a run and that it went well", async () => {
  const { headers } = await answerTo({ headers: json });
  assert.match(headers["x-ms-run-fn-exec-ms"] ?? "", /^\d+\.\d{3}$/);
  assert.equal(headers["x-ms-run-function-failed"], "False");
});

test("a bad picture is the caller's 400 here, other errors keep their status", async () => {
  const cases: [error: Error, status: number][] = [
    [new ClassifierError("UnsupportedImageFormat"), 400],
    [new ClassifierError("TooManyPixels"), 400],
    [new ClassifierError("TooManyImages"), 413],
    [new ClassifierError("Overloaded"), 503],
    [new TypeError("a defect"), 500],
  ];
  for (const [error, expected] of cases) {
    const { status, headers } = await answerTo({ headers: json }, failing(error));
    assert.equal(status, expected, error.message);
    const failed = headers["x-ms-run-function-failed"];
    assert.equal(failed, expected >= 500 ? "True" : "False", error.message);
    assert.equal("retry-after" in headers, expected === 503, error.message);
  }
});
