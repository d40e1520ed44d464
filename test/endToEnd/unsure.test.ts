import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { toHeadConfig } from "../../src/learning/heads/headConfig.js";
import { toHeadBytes } from "../../src/learning/heads/headFiles.js";
import { eventually } from "../deadline.js";
import { fixture, root } from "../paths.js";
import { startTestApp } from "./testApp.js";

const cat = await readFile(fixture("photos/cat.jpg"));

/** Heads that say "thing" of every picture with a score of 73.1 %, and "other" with the rest. */
const heads = { sure: [0.7, 0.7], unsure: [0.8, 0.7], never: [Infinity, Infinity] };

const folder = await mkdtemp(join(tmpdir(), "unsure-"));
after(() => rm(folder, { recursive: true }));
const model = join(folder, "model");
await cp(join(root, "model/efficientnet-lite0"), model, { recursive: true });
for (const [name, thresholds] of Object.entries(heads)) {
  const shape = { labelCount: 2, featureCount: 1280 };
  const weights = new Float64Array(2 * shape.featureCount);
  const labels = ["thing", "other"];
  const config = { labels, task: "single-label", temperature: 1, thresholds } as const;
  await mkdir(join(model, "heads", name), { recursive: true });
  await writeFile(join(model, "heads", name, "config.json"), toHeadConfig(config));
  const head = { ...shape, weights, bias: Float64Array.of(1, 0) };
  await writeFile(join(model, "heads", name, "head.f32"), toHeadBytes(head));
}
const app = await startTestApp({ MODEL_DIR: model });
after(() => app.stop());

const ask = (query: string, init: RequestInit = { body: cat }): Promise<Response> =>
  fetch(`${app.host.url}/api/classify?${query}`, { method: "POST", ...init });
const none = [{ label: null, score: 0.7310585786300049 }];
const near = (found: unknown): void => {
  const [{ label, score }] = Object(found);
  assert.deepEqual([Object(found).length, label], [1, null]);
  assert.ok(Math.abs(score - (none[0]?.score ?? 0)) < 1e-6);
};

test("unsure names no label below its threshold, and answers as usual above it", async () => {
  const sure: unknown = await (await ask("head=sure&unsure=true")).json();
  assert.deepEqual(sure, await (await ask("head=sure")).json());
  near(await (await ask("head=unsure&unsure=true")).json());
  near(await (await ask("head=never&unsure=true")).json());
  const asked = await (await ask("head=unsure&unsure=false")).json();
  assert.equal(Object(asked)[0].label, "thing");
});

test("unsure works in parameters, for several heads, in forms and CSV", async () => {
  const body = JSON.stringify({ inputs: cat.toString("base64"), parameters: { unsure: true } });
  near(await (await ask("head=unsure", { body })).json());
  const both: unknown = await (await ask("head=sure,unsure&unsure=true")).json();
  assert.equal(Object(both)[0].labels[0].label, "thing");
  near(Object(both)[1].labels);
  const form = new FormData();
  form.append("file", new Blob([cat]), "cat.jpg");
  near(Object(await (await ask("head=unsure&unsure=true", { body: form })).json())[0].labels);
  const headers = { accept: "text/csv" };
  const csv = await (await ask("head=unsure&unsure=true", { body: cat, headers })).text();
  assert.match(csv, /^label,score\r\n,0\.731\d+\r\n$/);
});

test("the best label is explained, though it is not sure enough to be named", async () => {
  const answer = Object(await (await ask("head=unsure&unsure=true&explain=true")).json());
  near(answer.labels);
  assert.equal(answer.explanation.label, "thing");
});

test("unsure is kept in the row of a later answer", async () => {
  const accepted = await ask("head=unsure&unsure=true&async=true");
  assert.equal(accepted.status, 202);
  const later = await eventually(async () => {
    const response = await fetch(accepted.headers.get("location") ?? "");
    return response.status === 202 ? undefined : response;
  });
  near(await later.json());
});

test("unsure is refused where it has no meaning", async () => {
  for (const [query, status, code] of [
    ["unsure=true", 409, "NoThresholds"],
    ["unsure=true&async=true", 409, "NoThresholds"],
    ["head=sure&unsure=true&rollup=true", 400, "InvalidParameter"],
    ["head=sure&unsure=true&function_to_apply=sigmoid", 400, "InvalidParameter"],
    ["head=sure&unsure=maybe", 400, "InvalidParameter"],
  ] as const) {
    const answer = await ask(query);
    assert.equal(answer.status, status, query);
    assert.equal(Object(await answer.json()).code, code, query);
  }
});
