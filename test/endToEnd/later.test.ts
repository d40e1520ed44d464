import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { connectByString } from "../../src/storage/connection.js";
import { callbackQueue, requestsContainer } from "../../src/storage/names.js";
import { eventually } from "../deadline.js";
import { waitUntil } from "../localHost/testHost.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp({ CALLBACK_KEY: "a key of some length" });
after(() => app.stop());
const { url } = app.host;
const cat = readFileSync(fixture("photos/cat.jpg"));

const post = (query: string, init: RequestInit = { body: cat }): Promise<Response> =>
  fetch(`${url}/api/classify${query}`, { method: "POST", ...init });

/** Asks at Location until the answer is there. */
async function resultOf(
  accepted: Response,
  headers: Record<string, string> = {},
): Promise<Response> {
  assert.equal(accepted.status, 202);
  assert.ok(Number(accepted.headers.get("retry-after")) > 0);
  const place = accepted.headers.get("location") ?? "";
  return eventually(async () => {
    const response = await fetch(place, { headers });
    if (response.status !== 202) return response;
    assert.equal(response.headers.get("location"), accepted.headers.get("location"));
    return undefined;
  });
}

test("later or at once, the answer is the same", async () => {
  for (const query of ["", "top_k=2", "threshold=0.3"]) {
    const later = await resultOf(await post(`?async=true&${query}`));
    const now = await post(`?${query}`);
    assert.deepEqual(await later.json(), await now.json());
  }
});

test("by the header Prefer too, and as CSV", async () => {
  const accepted = await post("", { body: cat, headers: { prefer: "wait=5, respond-async" } });
  assert.equal(accepted.headers.get("preference-applied"), "respond-async");
  const later = await resultOf(accepted, { accept: "text/csv" });
  const now = await post("", { body: cat, headers: { accept: "text/csv" } });
  assert.equal(await later.text(), await now.text());
});

test("JSON says of later what it says of now", async () => {
  const body = JSON.stringify({
    inputs: cat.toString("base64"),
    parameters: { top_k: 1, function_to_apply: "sigmoid" },
  });
  const headers = { "content-type": "application/json" };
  const later = await resultOf(await post("?async=true", { body, headers }));
  assert.deepEqual(await later.json(), await (await post("", { body, headers })).json());
});

test("a picture that cannot be classified is a problem when it is asked for", async () => {
  const result = await resultOf(await post("?async=true", { body: "not a picture" }));
  assert.equal(result.status, 415);
  assert.equal(Object(await result.json()).code, "UnsupportedImageFormat");
});

test("the picture itself is not kept", async () => {
  await resultOf(await post("?async=true"));
  const { connectionString } = app.storage;
  const storage = connectByString(connectionString);
  const container = storage.blobs.getContainerClient(requestsContainer);
  await waitUntil(async () => (await container.listBlobsFlat().next()).done === true);
});

test("a callback is asked for on the queue, and tried again", async () => {
  const target = encodeURIComponent("https://receiver.invalid/hook");
  await resultOf(await post(`?async=true&callback_url=${target}`));
  const { connectionString } = app.storage;
  const storage = connectByString(connectionString);
  const queue = storage.queues.getQueueClient(callbackQueue);
  await waitUntil(() => app.host.output().includes("CallbackFailed"));
  assert.equal((await queue.getProperties()).approximateMessagesCount, 1);
});

test("what is wrong is said at once", async () => {
  const form = new FormData();
  form.append("file", new Blob([cat]), "cat.jpg");
  const cases: [query: string, init: RequestInit, code: string][] = [
    ["?async=true", { body: form }, "InvalidRequest"],
    ["?async=true", { body: "" }, "EmptyBody"],
    ["?async=true&top_k=500", { body: cat }, "InvalidParameter"],
    ["?async=true&callback_url=http://127.0.0.1/", { body: cat }, "UrlNotAllowed"],
    ["?async=true&callback_url=http://169.254.169.254/", { body: cat }, "UrlNotAllowed"],
    ["?async=true&callback_url=nonsense", { body: cat }, "UrlNotAllowed"],
  ];
  for (const [query, init, code] of cases) {
    assert.equal(Object(await (await post(query, init)).json()).code, code, query);
  }
  const unknown = await fetch(`${url}/api/results/00000000-0000-0000-0000-000000000000`);
  assert.equal(Object(await unknown.json()).code, "ClassificationNotFound");
});
