import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { eventually } from "../deadline.js";
import { startTestHost, startTestStorage } from "../localHost/testHost.js";
import { fixture, root } from "../paths.js";

const functionKey = "the key of functions";
const masterKey = "the master key";
const cat = readFileSync(fixture("photos/cat.jpg"));

const storage = await startTestStorage();
const host = await startTestHost(
  {
    AzureWebJobsStorage: storage.connectionString,
    FUNCTIONS_KEY: functionKey,
    FUNCTIONS_MASTER_KEY: masterKey,
  },
  "--root",
  root,
  "--auth",
);
after(async () => {
  assert.equal(await host.stop(), 0);
  await storage.stop();
});

/** Calls a path, or a whole address that an answer gave. */
function call(
  place: string,
  { key, ...init }: RequestInit & { key?: string } = {},
): Promise<Response> {
  const headers: Record<string, string> = key === undefined ? {} : { "x-functions-key": key };
  return fetch(new URL(place, host.url), { headers, ...init });
}

const startBatch = (key?: string): Promise<Response> =>
  call("/api/batches", {
    method: "POST",
    body: JSON.stringify({ container: "uploads" }),
    ...(key !== undefined && { key }),
  });

/** Asks until the answer has the status. */
const answerOf = (place: string, status: number, key?: string): Promise<Response> =>
  eventually(async () => {
    const response = await call(place, key === undefined ? {} : { key });
    if (response.status === status) return response;
    // Nothing but its time may keep it away.
    assert.ok([202, 404].includes(response.status), `${place}: ${response.status}`);
    return undefined;
  });

const keyless: [method: string, path: string][] = [
  ["POST", "/api/classify"],
  ["POST", "/api/score"],
  ["POST", "/api/demo/picture"],
  ["PUT", "/api/uploads/keyless.jpg"],
  ["GET", "/api/classifications/uploads/keyless.jpg"],
  ["GET", "/api/classifications/uploads"],
  ["GET", "/api/model"],
  ["GET", "/api/batches/00000000-0000-0000-0000-000000000000"],
  ["GET", "/api/batches/00000000-0000-0000-0000-000000000000/predictions.csv"],
  ["POST", "/api/batches"],
  ["GET", "/api/heads"],
  ["GET", "/api/heads/fridge/versions/1/report.html"],
  ["POST", "/api/heads/fridge/versions/1/promote"],
  ["DELETE", "/api/heads/fridge/versions/1"],
  ["DELETE", "/api/batches/00000000-0000-0000-0000-000000000000"],
];
for (const [method, path] of keyless) {
  test(`${method} ${path} wants a key`, async () => {
    for (const key of ["", "not a key"]) {
      const body = method === "GET" ? {} : { body: cat };
      assert.equal((await call(path, { method, key, ...body })).status, 401);
    }
  });
}

test("a function's key classifies and scores", async () => {
  const classified = await call("/api/classify", { method: "POST", body: cat, key: functionKey });
  assert.equal(Object(await classified.json())[0].label, "tiger cat");
  const body = JSON.stringify({
    input_data: { columns: ["image"], index: [0], data: [cat.toString("base64")] },
  });
  const scored = await fetch(`${host.url}/api/score`, {
    method: "POST",
    body,
    headers: { "x-functions-key": functionKey, "content-type": "application/json" },
  });
  assert.equal(scored.status, 200, await scored.clone().text());
  assert.match(await scored.text(), /tiger cat/);
});

test("a function's key uploads, and reads the row", async () => {
  const stored = await call("/api/uploads/cat.jpg", { method: "PUT", body: cat, key: functionKey });
  assert.equal(stored.status, 201);
  const place = stored.headers.get("location") ?? "";
  assert.equal(place, `${host.url}/api/classifications/uploads/cat.jpg`);
  assert.equal((await call(place)).status, 401);
  await answerOf(place, 200, functionKey);
});

test("a function's key lists rows, and reads the model", async () => {
  const listed = await call("/api/classifications/uploads", { key: functionKey });
  assert.ok(Array.isArray(Object(await listed.json()).value));
  const model = Object(await (await call("/api/model", { key: functionKey })).json());
  assert.equal(model.labels.length, 1000);
});

test("the key of the query goes along in Location, the key of a header does not", async () => {
  const code = encodeURIComponent(functionKey);
  const stored = await call(`/api/uploads/query.jpg?code=${code}`, { method: "PUT", body: cat });
  assert.equal(stored.status, 201);
  const place = stored.headers.get("location") ?? "";
  assert.equal(new URL(place).searchParams.get("code"), functionKey);
  await answerOf(place, 200);
});

test("a result for later is read at its Location without any key", async () => {
  const code = encodeURIComponent(functionKey);
  for (const [query, key] of [["", functionKey], [`&code=${code}`]]) {
    const path = `/api/classify?async=true${query}`;
    const accepted = await call(path, { method: "POST", body: cat, ...(key && { key }) });
    assert.equal(accepted.status, 202);
    const place = accepted.headers.get("location") ?? "";
    assert.match(new URL(place).pathname, /^\/api\/results\/[0-9a-f-]{36}$/);
    // Whoever gets the address to read the result gets no key with it.
    assert.equal(new URL(place).search, "");
    const result = await answerOf(place, 200);
    assert.equal(Object(await result.json())[0].label, "tiger cat");
  }
});

test("a function's key reads heads, the master key promotes and deletes them", async () => {
  assert.equal((await call("/api/heads", { key: functionKey })).status, 200);
  for (const [method, path] of [
    ["POST", "/api/heads/fridge/versions/1/promote"],
    ["DELETE", "/api/heads/fridge/versions/1"],
  ] as const) {
    assert.equal((await call(path, { method, key: functionKey })).status, 401);
    assert.equal((await call(path, { method, key: masterKey })).status, 404);
  }
});

describe("what starts and ends batches is for the master key, what is known of one is not", () => {
  let place = "";
  before(async () => {
    const started = await startBatch(masterKey);
    assert.equal(started.status, 202, await started.clone().text());
    place = started.headers.get("location") ?? "";
  });

  test("a function's key starts and cancels no batch, and reads one", async () => {
    assert.equal((await startBatch(functionKey)).status, 401);
    assert.equal((await call(place, { method: "DELETE", key: functionKey })).status, 401);
    const read = await call(place, { key: functionKey });
    assert.ok([200, 202].includes(read.status));
    assert.equal(Object(await read.json()).id, place.split("/").pop());
  });

  test("the master key cancels it", async () => {
    const cancelled = await call(place, { method: "DELETE", key: masterKey });
    assert.ok([200, 202].includes(cancelled.status), await cancelled.clone().text());
    await answerOf(place, 200, functionKey);
  });

  test("a batch's Location has the key that the start had in its query", async () => {
    const code = encodeURIComponent(masterKey);
    const body = JSON.stringify({ container: "uploads" });
    const started = await call(`/api/batches?code=${code}`, { method: "POST", body });
    assert.equal(started.status, 202);
    const location = new URL(started.headers.get("location") ?? "");
    assert.equal(location.searchParams.get("code"), masterKey);
    await answerOf(location.href, 200);
  });
});
