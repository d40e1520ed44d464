import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { z } from "zod";
import { toTrainingRequest } from "../../src/contracts/training/trainingRequest.js";
import { trainingAnswerSchema } from "../../src/contracts/training/trainingAnswer.js";
import { readPointer } from "../../src/storage/headPointer.js";
import { publish } from "../../src/trainings/publish.js";
import { headFilesOf } from "../storage/headFixtures.js";
import { connectByString } from "../../src/storage/connection.js";
import { sendMessage } from "../../src/storage/messages.js";
import { poisonQueueOf, trainingQueue, trainingWorkContainer } from "../../src/storage/names.js";
import { changeTraining, createTraining } from "../../src/storage/trainingTable.js";
import { newestFirstId } from "../../src/storage/newestFirst.js";
import { runCli } from "../cli/runCli.js";
import { eventually } from "../deadline.js";
import { partOf, things } from "../labelledPhotos.js";
import { waitUntil } from "../localHost/testHost.js";
import { fixture } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
after(() => app.stop());
const { url } = app.host;
const storage = connectByString(app.storage.connectionString);
const work = storage.blobs.getContainerClient(trainingWorkContainer);

/** Names of the pictures by folder and label, and their bytes. */
const pictures = new Map<string, Buffer>();
const cut = "things/cat/cut.jpg";

before(async () => {
  for (const thing of things) {
    for (let i = 0; i < 8; i++) pictures.set(`things/${thing}/${i}.jpg`, await partOf(thing, i));
  }
  pictures.set(cut, (await partOf("cat", 9)).subarray(0, 9000));
  for (const [name, body] of pictures) {
    const stored = await fetch(`${url}/api/training-data/${name}`, { method: "PUT", body });
    assert.equal(stored.status, 201);
  }
});

const data = { container: "training", prefix: "things/" };
type Answer = z.output<typeof trainingAnswerSchema>;

function post(kind: "trainings" | "evaluations", body: unknown): Promise<Response> {
  return fetch(`${url}/api/${kind}`, { method: "POST", body: JSON.stringify(body) });
}

/** Asks at Location until the job has ended. */
async function ended(started: Response): Promise<Answer> {
  assert.equal(started.status, 202, await started.clone().text());
  assert.ok(Number(started.headers.get("retry-after")) > 0);
  const place = started.headers.get("location") ?? "";
  assert.match(place, /^http:\/\/localhost:\d+\/api\/(trainings|evaluations)\/[\da-f-]{36}$/);
  return eventually(async () => {
    const response = await fetch(place);
    const state = trainingAnswerSchema.parse(await response.json());
    return response.status === 202 ? undefined : state;
  });
}

async function file({ results = {} }: Answer, name: string): Promise<Response> {
  const response = await fetch(url + (results[name] ?? "/"));
  assert.equal(response.status, 200);
  return response;
}

async function keptFeatures(): Promise<number> {
  let count = 0;
  for await (const _ of work.listBlobsFlat({ prefix: "features/" })) count++;
  return count;
}

/** Metrics apart from the speed, which a cache has none of. */
function figures(text: string): Record<string, unknown> {
  const { pictures_per_second: _, ...metrics } = Object(JSON.parse(text));
  return metrics;
}

test("a training is as good as on the command line, and leaves out what is damaged", async (t) => {
  const asked = { name: "things", data, folds: 3, augment: 1, seed: 7 };
  const state = await ended(await post("trainings", asked));
  assert.equal(state.status, "Succeeded", JSON.stringify(state.error));
  assert.deepEqual(state.pictures, { found: 25, done: 25, left_out: 1 });
  assert.deepEqual(
    state.problems.map(({ name, reason }) => [name, reason]),
    [["cat/cut.jpg", "unreadable-picture"]],
  );
  assert.deepEqual([state.labels, state.version, state.current], [[...things], 1, false]);

  const folder = await temporaryFolder(t);
  for (const [name, bytes] of pictures) {
    if (name === cut) continue;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  const out = join(folder, "model");
  const options = ["--folds", "3", "--augment", "1", "--seed", "7", "--out", out];
  const run = await runCli("finetune", ["--data", join(folder, "things"), ...options]);
  assert.equal(run.code, 0, run.error);
  const metrics = figures(await (await file(state, "metrics.json")).text());
  assert.deepEqual(metrics, figures(await readFile(join(out, "evaluation/metrics.json"), "utf8")));

  const report = await file(state, "report.html");
  assert.match(report.headers.get("content-security-policy") ?? "", /^default-src 'none'/);
  assert.match(await report.text(), /training\/things\//);
  assert.match(await (await file(state, "README.md")).text(), /^# things\n/);
});

test("the next training reads what was computed; repeated messages change nothing", async () => {
  await ended(await post("trainings", { name: "again", data }));
  const kept = await keptFeatures();
  const started = await post("trainings", { name: "again", data, promote: "always" });
  const { id } = z.object({ id: z.string() }).parse(await started.clone().json());
  const step = { version: 1, trainingId: id };
  for (const message of [
    { ...step, step: "list" },
    { ...step, step: "features", part: 0 },
    { ...step, step: "clean" },
  ]) {
    await sendMessage(storage, trainingQueue, message);
  }
  const state = await ended(started);
  assert.deepEqual([state.status, state.version, state.current], ["Succeeded", 2, true]);
  assert.deepEqual(state.pictures, { found: 25, done: 25, left_out: 1 });
  assert.equal(await keptFeatures(), kept);
  await sendMessage(storage, trainingQueue, { ...step, step: "fit" });
  const files = { prefix: `${id}/work/` };
  await waitUntil(async () => (await work.listBlobsFlat(files).next()).done === true);
  const list = await (await fetch(`${url}/api/trainings`)).json();
  const { value } = z.object({ value: z.array(trainingAnswerSchema) }).parse(list);
  assert.deepEqual(
    value.slice(0, 2).map(({ name, version }) => [name, version]),
    [
      ["again", 2],
      ["again", 1],
    ],
  );
});

test("a promoted head answers, is measured, and gives way only to a better one", async () => {
  const body = pictures.get("things/coffee/0.jpg") ?? Buffer.alloc(0);
  const asked = `${url}/api/classify?head=again&top_k=1`;
  const answer = await fetch(asked, { method: "POST", body });
  assert.deepEqual(
    Object(await answer.json()).map(({ label }: { label: string }) => label),
    ["coffee"],
  );
  assert.equal(answer.headers.get("x-classifier-head"), "again@2");

  const state = await ended(await post("evaluations", { data, head: "again" }));
  assert.equal(state.status, "Succeeded", JSON.stringify(state.error));
  assert.deepEqual([state.metrics?.["accuracy"], state.labels], [1, [...things]]);
  assert.match(await (await file(state, "report.html")).text(), /head again@2/);

  const equal = await ended(await post("trainings", { name: "again", data, promote: "if_better" }));
  assert.deepEqual([equal.version, equal.current], [3, false]);
});

test("of two that are equally good, and end at the same moment, one answers", async () => {
  const asked = { name: "twins", data, promote: "if_better" };
  const twins = await Promise.all([1, 2].map(async () => ended(await post("trainings", asked))));
  assert.deepEqual(twins.map(({ version }) => version).toSorted(), [1, 2]);
  assert.deepEqual(twins.map(({ current }) => current).toSorted(), [false, true]);
});

test("a better head gives way where another was promoted meanwhile, and keeps its own place", async () => {
  const place = { encoder: "0123456789ab-01234567", name: "raced" };
  const files = headFilesOf(["milk", "can"], [1, 2, 3, 4, 5, 6]);
  const learnt = { files, labels: ["milk", "can"], metrics: {}, isBetter: true };
  const request = toTrainingRequest({ name: "raced", data, promote: "if_better" });
  const end = (id: string, compared: number | undefined) =>
    publish(storage, id, place, request, learnt, compared);
  assert.deepEqual(await end("one", undefined), { version: 1, current: true });
  assert.equal(await end("two", undefined), undefined);
  assert.equal((await readPointer(storage, place)).version, 1);
  // Now it is compared with the right one; the second delivery finds itself.
  assert.deepEqual(await end("two", 1), { version: 2, current: true });
  assert.deepEqual(await end("two", 2), { version: 2, current: true });
});

test("the model itself is measured, on the labels that it knows", async () => {
  for (const [label, photo] of [
    ["tiger cat", "cat.jpg"],
    ["espresso", "coffee.jpg"],
    ["unheard of", "daisy.jpg"],
  ] as const) {
    const body = await readFile(fixture(`photos/${photo}`));
    const path = `known/${encodeURIComponent(label)}/${photo}`;
    await fetch(`${url}/api/training-data/${path}`, { method: "PUT", body });
  }
  const place = { container: "training", prefix: "known/" };
  const state = await ended(await post("evaluations", { data: place }));
  assert.equal(state.status, "Succeeded", JSON.stringify(state.error));
  assert.deepEqual(
    state.problems.map(({ reason }) => reason),
    ["unknown-label"],
  );
  assert.equal(state.metrics?.["accuracy"], 1);
  assert.match(
    await (await file(state, "report.html")).text(),
    /The model does not know the label/,
  );
  const matrix: unknown = await (await file(state, "confusion_matrix.json")).json();
  assert.equal(Object(matrix).schema_type, "confusion_matrix");
});

test("what is wrong with a request is said at once", async () => {
  const name = "a";
  const cases: [kind: "trainings" | "evaluations", body: unknown, status: number, code: string][] =
    [
      ["trainings", {}, 400, "InvalidRequest"],
      ["trainings", { name, data, fold: 3 }, 400, "InvalidRequest"],
      ["trainings", { name, data, folds: 3, holdout: 0.2 }, 400, "InvalidRequest"],
      ["trainings", { name: "../x", data }, 400, "InvalidRequest"],
      ["trainings", { name: "a,b", data }, 400, "InvalidRequest"],
      ["trainings", { name, data: { container: "models" } }, 400, "InvalidRequest"],
      ["trainings", { name, data: { ...data, prefix: "a/../b/" } }, 400, "InvalidBlobName"],
      ["trainings", { name, data: { container: "no-such-one" } }, 404, "ContainerNotFound"],
      ["evaluations", { data, head: "none" }, 404, "HeadNotFound"],
      ["evaluations", { data, heads: "none" }, 400, "InvalidRequest"],
    ];
  for (const [kind, body, status, code] of cases) {
    const response = await post(kind, body);
    const answer = Object(await response.json());
    assert.deepEqual([response.status, answer.code], [status, code], JSON.stringify(body));
  }
  const misspelt = await fetch(`${url}/api/trainings?top_k=1`, { method: "POST", body: "{}" });
  assert.equal(Object(await misspelt.json()).code, "InvalidParameter");
});

test("data that cannot be learnt from ends a training, with the reason", async () => {
  for (const [prefix, code, reason] of [
    ["nothing/", "InvalidDataset", /has no data set/],
    ["things/cat/", "InvalidDataset", /has no data set/],
    ["one/", "InvalidDataset", /At least two labels/],
  ] as const) {
    if (prefix === "one/") {
      const body = pictures.get("things/cat/0.jpg") ?? Buffer.alloc(0);
      for (const i of [1, 2]) {
        await fetch(`${url}/api/training-data/one/cat/${i}.jpg`, { method: "PUT", body });
      }
    }
    const place = { container: "training", prefix };
    const state = await ended(await post("trainings", { name: "a", data: place }));
    assert.deepEqual([state.status, state.error?.code], ["Failed", code]);
    assert.match(state.error?.message ?? "", reason);
  }
});

test("a job can be canceled, and is not found as one of the other kind", async () => {
  const started = await post("trainings", { name: "a", data, augment: 20 });
  const { id } = z.object({ id: z.string() }).parse(await started.json());
  for (const path of [`evaluations/${id}`, `evaluations/${id}/metrics.json`]) {
    const other = await fetch(`${url}/api/${path}`);
    assert.equal(Object(await other.json()).code, "TrainingNotFound", path);
  }
  const canceled = await fetch(`${url}/api/trainings/${id}`, { method: "DELETE" });
  assert.equal(canceled.status, 200);
  assert.equal(Object(await canceled.json()).status, "Canceled");
  const file = await fetch(`${url}/api/trainings/${id}/metrics.json`);
  assert.equal(Object(await file.json()).code, "TrainingNotFound");
  const other = await fetch(`${url}/api/trainings/${id}/rows.json`);
  assert.equal(Object(await other.json()).code, "NotFound");
});

test("a step that failed in every attempt ends its job", async () => {
  const id = newestFirstId();
  const request = JSON.stringify({ name: "a", data });
  await createTraining(storage, id, { kind: "training", name: "a", request });
  const message = { version: 1, trainingId: id, step: "fit" };
  await sendMessage(storage, poisonQueueOf(trainingQueue), message);
  const state = await eventually(async () => {
    const response = await fetch(`${url}/api/trainings/${id}`);
    return response.status === 200 ? Object(await response.json()) : undefined;
  });
  assert.deepEqual([state.status, state.error.code], ["Failed", "AttemptsExhausted"]);
});

test("a job does not go on with another model", async () => {
  const id = newestFirstId();
  const request = JSON.stringify({ name: "a", data });
  await createTraining(storage, id, { kind: "training", name: "a", request });
  await changeTraining(storage, id, () => ({
    encoder: "0123456789ab-01234567",
    parts: 1,
    step: "features",
  }));
  await sendMessage(storage, trainingQueue, {
    version: 1,
    trainingId: id,
    step: "features",
    part: 0,
  });
  const state = await eventually(async () => {
    const response = await fetch(`${url}/api/trainings/${id}`);
    return response.status === 200 ? Object(await response.json()) : undefined;
  });
  assert.deepEqual([state.status, state.error.code], ["Failed", "ModelChanged"]);
});

test("a labelled picture can be deleted, twice", async () => {
  const name = `gone/${randomUUID()}/1.jpg`;
  const body = pictures.get("things/cat/0.jpg") ?? Buffer.alloc(0);
  await fetch(`${url}/api/training-data/${name}`, { method: "PUT", body });
  for (let i = 0; i < 2; i++) {
    const gone = await fetch(`${url}/api/training-data/${name}`, { method: "DELETE" });
    assert.deepEqual([gone.status, Object(await gone.json()).blob], [200, name]);
    assert.ok(!(await storage.blobs.getContainerClient("training").getBlobClient(name).exists()));
  }
});
