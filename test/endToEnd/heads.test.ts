import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { headsSchema } from "../../src/contracts/heads/headsAnswer.js";
import { encoderId, type ModelFolder } from "../../src/inference/modelFolder.js";
import { connectByString, type StorageClients } from "../../src/storage/connection.js";
import { publishHead } from "../../src/storage/publishHead.js";
import { eventually } from "../deadline.js";
import {
  startTestHost,
  startTestStorage,
  type TestHost,
  type TestStorage,
} from "../localHost/testHost.js";
import { fixture, root } from "../paths.js";
import { headFacts } from "../storage/headFixtures.js";
import { headOf, modelWithHead } from "./headFolder.js";

const cat = readFileSync(fixture("photos/cat.jpg"));
let azurite: TestStorage;
let storage: StorageClients;
let folder: string;
let model: ModelFolder;
let here: TestHost;
let there: TestHost;

/** A host on the same storage. */
const startHost = (folder: string): Promise<TestHost> =>
  startTestHost(
    {
      AzureWebJobsStorage: azurite.connectionString,
      MODEL_DIR: folder,
      UPLOAD_HEADS: "fridge/=fridge",
    },
    "--root",
    root,
  );

before(async () => {
  azurite = await startTestStorage();
  storage = connectByString(azurite.connectionString);
  folder = await mkdtemp(join(tmpdir(), "heads-"));
  model = await modelWithHead(folder);
  [here, there] = await Promise.all([
    startHost(dirname(model.onnxPath)),
    startHost(dirname(model.onnxPath)),
  ]);
  for (const label of ["milk", "can"]) {
    await publishHead(storage, encoderId(model), "fridge", label, headOf(label), headFacts);
  }
});
after(async () => {
  assert.deepEqual(await Promise.all([here.stop(), there.stop()]), [0, 0]);
  await azurite.stop();
  await rm(folder, { recursive: true });
});

const classify = (host: TestHost, query: string): Promise<Response> =>
  fetch(`${host.url}/api/classify?${query}`, { method: "POST", body: cat });

/** The best label that a host gives, and the heads that it names in the header. */
async function ask(host: TestHost, query: string): Promise<[label: unknown, heads: string | null]> {
  const answer = await classify(host, query);
  assert.equal(answer.status, 200, await answer.clone().text());
  return [Object(await answer.json())[0].label, answer.headers.get("x-classifier-head")];
}

async function problemOf(answer: Response | Promise<Response>): Promise<[number, string, string]> {
  const { status, code, detail } = Object(await (await answer).json());
  return [status, code, detail];
}

const call = (method: string, path: string): Promise<Response> =>
  fetch(`${here.url}/api/heads${path}`, { method });
const told = async (path: string) => Object(await (await call("GET", path)).json());

test("a version answers when it is asked for, and under its name when it is promoted", async () => {
  assert.deepEqual(await ask(here, "head=fridge@1"), ["milk", "fridge@1"]);
  const [status, code, detail] = await problemOf(classify(here, "head=fridge"));
  assert.deepEqual([status, code], [404, "HeadNotFound"]);
  assert.match(detail, /No version of the head "fridge" is current; it has 2, 1\./);
  const promoted = await call("POST", "/fridge/versions/1/promote");
  assert.equal(Object(await promoted.json()).current, 1);
  assert.deepEqual(await ask(here, "head=fridge"), ["milk", "fridge@1"]);
  assert.deepEqual(await ask(there, "head=fridge"), ["milk", "fridge@1"]);
  assert.deepEqual(await ask(here, "head=own"), ["own", "own"]);
  assert.equal((await ask(here, ""))[1], null);
});

test("another host follows within 30 seconds, and no request fails meanwhile", async () => {
  const start = performance.now();
  await call("POST", "/fridge/versions/2/promote");
  assert.deepEqual(await ask(here, "head=fridge"), ["can", "fridge@2"]);
  const [label] = await eventually(async () => {
    const answer = await ask(there, "head=fridge");
    assert.ok(["milk,fridge@1", "can,fridge@2"].includes(answer.join(",")), answer.join(","));
    return answer[1] === "fridge@2" ? answer : undefined;
  });
  assert.equal(label, "can");
  assert.ok(performance.now() - start < 30_000);
});

test("every way to ask takes a head, and tells its version", async () => {
  const both = await classify(here, "head=fridge,fridge@1&top_k=1");
  assert.equal(both.headers.get("x-classifier-head"), "fridge@2,fridge@1");
  const named: { name: string; labels: { label: string }[] }[] = Object(await both.json());
  assert.deepEqual(
    named.map(({ name, labels }) => [name, labels[0]?.label]),
    [
      ["fridge", "can"],
      ["fridge@1", "milk"],
    ],
  );
  const form = new FormData();
  for (const name of ["1.jpg", "2.jpg"]) form.append("files", new Blob([cat]), name);
  const formed = await fetch(`${here.url}/api/classify?head=fridge`, {
    method: "POST",
    body: form,
  });
  assert.equal(formed.headers.get("x-classifier-head"), "fridge@2");
  assert.equal(Object(await formed.json())[1].labels[0].label, "can");

  const body = JSON.stringify({ input_data: [cat.toString("base64")] });
  const headers = { "content-type": "application/json" };
  const score = await fetch(`${here.url}/api/score?head=fridge@1`, {
    method: "POST",
    headers,
    body,
  });
  assert.equal(score.headers.get("x-classifier-head"), "fridge@1");
  assert.equal(Object(await score.json())[0][0].label, "milk");

  const accepted = await classify(here, "head=fridge&async=true");
  const later = await eventually(async () => {
    const result = await fetch(accepted.headers.get("location") ?? "");
    return result.status === 200 ? result : undefined;
  });
  assert.equal(later.headers.get("x-classifier-head"), "fridge@2");
  assert.equal(Object(await later.json())[0].label, "can");
});

test("an upload's row tells the head and its version", async () => {
  await fetch(`${here.url}/api/uploads/fridge/1.jpg`, { method: "PUT", body: cat });
  const { labels, model: by } = await eventually(async () => {
    const answer = await fetch(`${here.url}/api/classifications/uploads/fridge/1.jpg`);
    const row = Object(await answer.json());
    return row.status === "succeeded" ? row : undefined;
  });
  assert.equal(labels[0].label, "can");
  assert.deepEqual([by.name, by.head, by.head_version], ["lite0", "fridge", 2]);
  const rows = await fetch(`${here.url}/api/classifications/uploads?format=csv&top_k=1`);
  assert.match(await rows.text(), new RegExp(`,lite0,${model.version},fridge,2,`));
});

test("the heads are listed with their versions, files and metrics", async () => {
  assert.deepEqual(
    headsSchema
      .parse(await told(""))
      .value.map(({ name, current, labels, versions }) => [
        name,
        current,
        labels[0],
        versions.length,
      ]),
    [
      ["fridge", 2, "can", 2],
      ["own", undefined, "own", 0],
    ],
  );
  const [newest] = (await told("/fridge")).versions;
  assert.deepEqual(
    [newest.version, newest.training_id, newest.data, newest.metrics],
    [2, "can", headFacts.data, headFacts.metrics],
  );
  const answer = await fetch(`${here.url}/api/model`);
  const { heads } = Object(await answer.json());
  assert.deepEqual([heads[0].name, heads[0].current, heads[0].versions], ["fridge", 2, [2, 1]]);
  for (const [file, type, content] of [
    ["report.html", "text/html; charset=utf-8", /<title>Report/],
    ["README.md", "text/markdown; charset=utf-8", /^# A head/],
    ["metrics.json", "application/json", /accuracy/],
  ] as const) {
    const read = await call("GET", `/fridge/versions/1/${file}`);
    assert.equal(read.headers.get("content-type"), type);
    assert.match(read.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.match(await read.text(), content);
  }
});

test("names that are none are not found, wherever they are asked", async () => {
  for (const bad of [
    "../own",
    "a@",
    "a@0",
    "A",
    "fridge@1/../2",
    "fridge@9",
    "nobody",
    "..%2fown",
  ]) {
    const query = `head=${encodeURIComponent(bad)}`;
    assert.deepEqual(
      (await problemOf(classify(here, query))).slice(0, 2),
      [404, "HeadNotFound"],
      bad,
    );
  }
  for (const [method, path] of [
    ["GET", "/A"],
    ["GET", "/nobody"],
    ["GET", "/..%2f..%2flite0"],
    ["GET", "/fridge/versions/9/report.html"],
    ["GET", "/fridge/versions/01/report.html"],
    ["GET", "/fridge/versions/..%2f1/report.html"],
    ["POST", "/fridge/versions/x/promote"],
    ["POST", "/own/versions/1/promote"],
    ["DELETE", "/fridge/versions/0"],
  ] as const) {
    const [status, code] = await problemOf(call(method, path));
    assert.deepEqual([status, code], [404, "HeadNotFound"], path);
  }
  const [status, code, detail] = await problemOf(call("GET", "/fridge/versions/1/head.f32"));
  assert.deepEqual([status, code], [404, "NotFound"]);
  assert.match(detail, /Use report\.html, README\.md, metrics\.json/);
});

test("a version is rolled back, and the one that is not current is deleted", async () => {
  const current = await problemOf(call("DELETE", "/fridge/versions/2"));
  assert.deepEqual(current.slice(0, 2), [409, "HeadVersionIsCurrent"]);
  await call("POST", "/fridge/versions/1/promote");
  assert.deepEqual(await ask(here, "head=fridge"), ["milk", "fridge@1"]);
  for (let i = 0; i < 2; i++) {
    const deleted = await call("DELETE", "/fridge/versions/2");
    assert.deepEqual(Object(await deleted.json()), { name: "fridge", version: 2 });
  }
  assert.equal((await classify(here, "head=fridge@2")).status, 404);
  assert.equal((await told("/fridge")).versions.length, 1);
});

test("a head stays with its model: another one refuses it, and the first one has it still", async () => {
  const other = join(folder, "other");
  await cp(dirname(model.onnxPath), other, { recursive: true });
  const config = join(other, "preprocessor_config.json");
  const json: object = JSON.parse(await readFile(config, "utf8"));
  await writeFile(config, JSON.stringify({ ...json, image_mean: [0.4, 0.4, 0.4] }));
  const host = await startHost(other);
  try {
    for (const head of ["fridge", "fridge@1"]) {
      const [status, code, detail] = await problemOf(classify(host, `head=${head}`));
      assert.deepEqual([status, code], [409, "HeadOfOtherModel"]);
      assert.match(detail, /"fridge" was trained on another model than other/);
    }
    const promotion = fetch(`${host.url}/api/heads/fridge/versions/1/promote`, { method: "POST" });
    assert.equal((await problemOf(promotion))[1], "HeadOfOtherModel");
    const listed = Object(await (await fetch(`${host.url}/api/heads`)).json());
    assert.deepEqual(
      listed.value.map(({ name }: { name: string }) => name),
      ["own"],
    );
  } finally {
    assert.equal(await host.stop(), 0);
  }
  assert.deepEqual(await ask(here, "head=fridge"), ["milk", "fridge@1"]);
});

test("no head is trained under the name of one in the model's folder", async () => {
  const body = JSON.stringify({ name: "own", data: { container: "training" } });
  const training = fetch(`${here.url}/api/trainings`, { method: "POST", body });
  const [status, code, detail] = await problemOf(training);
  assert.deepEqual([status, code], [409, "HeadNameTaken"]);
  assert.match(detail, /^The folder of lite0 has a head "own"/);
});
