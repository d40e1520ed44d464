import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
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
import { runCli, startCli } from "../cli/runCli.js";
import { pinRows } from "../../src/trainings/rows.js";
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
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  const options = ["--folds", "3", "--augment", "1", "--seed", "7"];
  const run = await runCli("finetune", ["--data", "things", ...options], {}, folder);
  assert.equal(run.code, 0, run.error);
  const here = await readFile(join(folder, "model/things/evaluation/metrics.json"), "utf8");
  const metrics = figures(await (await file(state, "metrics.json")).text());
  assert.deepEqual(metrics, figures(here));

  // The same by the command alone, which sends the folder first.
  const cloud = ["--cloud", url, "--head", "sent", "--promote", "if_better", "--out", "results"];
  const args = ["--data", "things", ...options, ...cloud];
  const sent = await runCli("finetune", args, {}, folder);
  assert.equal(sent.code, 0, sent.error);
  const told = /^24 pictures in \d+ s; on 3 stratified folds:\n(?<figures> {2}accuracy .+)$/m;
  assert.ok(told.exec(run.out)?.groups?.["figures"], run.out);
  assert.equal(told.exec(sent.out)?.groups?.["figures"], told.exec(run.out)?.groups?.["figures"]);
  assert.match(sent.out, /^results has the report\. Ask for sent@1 with \?head=sent$/m);
  const damaged = /cat\/cut\.jpg: The picture is damaged.+\n1 picture left out, 24 used\./;
  assert.match(sent.error, damaged);
  assert.match(sent.error, /Uploading {2}25 of 25 [^]+Features {2}25 of 25 /);
  const results = join(folder, "results");
  assert.deepEqual(figures(await readFile(join(results, "metrics.json"), "utf8")), metrics);
  assert.match(await readFile(join(results, "README.md"), "utf8"), /^# sent\n/);
  const page = await readFile(join(results, "report.html"), "utf8");
  assert.match(page, /training\/sent\/things\/[\da-f]{8}\//);

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

test("the command measures a version of a head in the app, on blobs", async (t) => {
  const folder = await temporaryFolder(t);
  const args = ["--data", "training/things", "--head", "again@2", "--cloud", url];
  const run = await runCli("evaluate", args, {}, folder);
  assert.equal(run.code, 0, run.error);
  const { id } = /^Evaluation (?<id>\S+)\n/.exec(run.out)?.groups ?? {};
  assert.match(run.out, /^accuracy +1\.0000\n[^]+\nevaluation\/[\da-f-]{36}\/report\.html\n$/m);
  const page = await readFile(join(folder, `evaluation/${id}/report.html`), "utf8");
  assert.match(page, /head again@2/);
});

test("a job that fails is told with its reason, and one that is left goes on", async (t) => {
  const folder = await temporaryFolder(t);
  const cloud = ["--head", "left", "--cloud", url];
  const failed = await runCli("finetune", ["--data", "training/things/cat", ...cloud], {}, folder);
  assert.deepEqual([failed.code, await readdir(folder)], [1, []]);
  assert.match(failed.error, /^InvalidDataset: .+ has no data set/m);
  const nowhere = await runCli("finetune", ["--data", "no-such-one", ...cloud], {}, folder);
  assert.equal(nowhere.error, "no-such-one is neither a folder here nor a container.\n");

  const args = ["--data", "training/things", "--augment", "40", ...cloud];
  const left = startCli("finetune", args, {}, folder);
  const error = text(left.stderr);
  const [line] = await once(left.stdout, "data");
  const { id = "" } = /^Training (?<id>\S+)\n/.exec(String(line))?.groups ?? {};
  left.kill("SIGINT");
  const [code] = await once(left, "exit");
  assert.equal(code, 130);
  const place = `${url}/api/trainings/${id}`;
  assert.ok((await error).includes(`Training ${id} goes on in the app.`), await error);
  assert.ok((await error).includes(`Cancel it:  curl -X DELETE ${place}\n`), await error);
  assert.equal(Object(await (await fetch(place, { method: "DELETE" })).json()).status, "Canceled");
});

test("of two that are equally good, and end at the same moment, one answers", async () => {
  const asked = { name: "twins", data, promote: "if_better" };
  const twins = await Promise.all([1, 2].map(async () => ended(await post("trainings", asked))));
  assert.deepEqual(new Set(twins.map(({ version }) => version)), new Set([1, 2]));
  assert.equal(twins.filter(({ current }) => current).length, 1);
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
      ["trainings", { name, data: { ...data, prefix: ".." } }, 400, "InvalidBlobName"],
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
    ["one/", "InvalidDataset", /only the label cat. At least two labels/],
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

test("a list that was written down counts, whatever became of the data", async () => {
  const id = newestFirstId();
  const gone = { container: "training", prefix: "gone-meanwhile/" };
  const request = JSON.stringify({ name: "a", data: gone });
  await createTraining(storage, id, { kind: "training", name: "a", request });
  const place: { paths: [string] } = { paths: ["cat/1.jpg"] };
  const row = { name: "cat/1.jpg", labels: ["cat"], place, given: false };
  await pinRows(storage, id, { task: "single-label", rows: [row] });
  await sendMessage(storage, trainingQueue, { version: 1, trainingId: id, step: "list" });
  const state = await eventually(async () => {
    const response = await fetch(`${url}/api/trainings/${id}`);
    return response.status === 200 ? Object(await response.json()) : undefined;
  });
  assert.deepEqual(state.pictures, { found: 1, done: 1, left_out: 1 });
  assert.equal(state.problems[0].reason, "missing-file");
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
