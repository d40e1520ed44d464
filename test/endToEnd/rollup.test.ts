import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { eventually } from "../deadline.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
after(() => app.stop());
const cat = readFileSync(fixture("photos/cat.jpg"));

const post = (query: string, init: RequestInit = { body: cat }): Promise<Response> =>
  fetch(`${app.host.url}/api/classify${query}`, { method: "POST", ...init });
const namesOf = (labels: unknown): string[] => {
  assert.ok(Array.isArray(labels));
  return labels.map(({ label }) => String(label));
};

test("three kinds of cat are one domestic cat", async () => {
  const labels: unknown = await (await post("?rollup=true")).json();
  assert.deepEqual(namesOf(labels).slice(0, 3), ["domestic cat", "cat", "feline"]);
  const { score } = Object(labels)[0];
  assert.ok(score > 0.9 && score < 0.92, String(score));
});

test("top_k and threshold choose from the way up", async () => {
  const labels = await (await post("?rollup=true&threshold=0.92&top_k=2")).json();
  assert.deepEqual(namesOf(labels), ["cat", "feline"]);
});

test("Hugging Face's parameters ask for it too", async () => {
  const ask = async (rollup: boolean, query = ""): Promise<string | undefined> => {
    const body = JSON.stringify({ inputs: cat.toString("base64"), parameters: { rollup } });
    const headers = { "content-type": "application/json" };
    return namesOf(await (await post(query, { body, headers })).json())[0];
  };
  assert.equal(await ask(true), "domestic cat");
  assert.equal(await ask(false), "tiger cat");
  assert.equal(await ask(false, "?rollup=true"), "tiger cat");
});

test("each file of a form is rolled up", async () => {
  const form = new FormData();
  for (const name of ["cat.jpg", "rocket.jpg"]) {
    form.append("file", new Blob([readFileSync(fixture(`photos/${name}`))]), name);
  }
  const answers: unknown = await (await post("?rollup=true&top_k=1", { body: form })).json();
  assert.ok(Array.isArray(answers));
  assert.deepEqual(
    answers.flatMap(({ labels }) => namesOf(labels)),
    ["domestic cat", "weapon"],
  );
});

test("later or at once, the answer is the same", async () => {
  const accepted = await post("?rollup=true&async=true");
  assert.equal(accepted.status, 202);
  const later = await eventually(async () => {
    const response = await fetch(accepted.headers.get("location") ?? "");
    return response.status === 202 ? undefined : response;
  });
  assert.deepEqual(await later.json(), await (await post("?rollup=true")).json());
});

test("scores that are no probabilities of softmax are refused", async () => {
  const parameters = { rollup: true, function_to_apply: "sigmoid" };
  const body = JSON.stringify({ inputs: cat.toString("base64"), parameters });
  for (const query of ["", "?async=true"]) {
    const answer = await post(query, { body, headers: { "content-type": "application/json" } });
    assert.equal(answer.status, 400);
    const { code, detail } = Object(await answer.json());
    assert.equal(code, "RollupNotPossible");
    assert.match(detail, /sigmoid/);
  }
});

test("another value than true and false is refused by name", async () => {
  const answer = await post("?rollup=yes");
  assert.equal(answer.status, 400);
  const { code, detail } = Object(await answer.json());
  assert.equal(code, "InvalidParameter");
  assert.match(detail, /rollup/);
});
