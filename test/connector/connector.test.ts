import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { z } from "zod";
import { connectByString } from "../../src/storage/connection.js";
import { listSubscriptions } from "../../src/storage/subscriptions.js";
import { eventually } from "../deadline.js";
import { fixture } from "../paths.js";
import { ActionFailed, Connection, fileContent } from "./client.js";
import { connectApp } from "./connectedApp.js";
import { operations } from "./definition.js";
import { secret } from "./receiver.js";
import { httpAction } from "./retry.js";

const app = await connectApp();
const { host, connection, master } = await app.start();
after(async () => {
  await host.stop();
  await app.stop();
});
const { receiver } = app;
const cat = fileContent(readFileSync(fixture("photos/cat.jpg")));
const daisy = fileContent(readFileSync(fixture("photos/daisy.jpg")));
const storage = connectByString(app.storage.connectionString);

const labelsSchema = z.array(z.object({ label: z.string(), score: z.number() }));
const bestOf = (answer: unknown): string | undefined => labelsSchema.parse(answer)[0]?.label;
const withId = z.looseObject({ id: z.string(), status: z.string().optional() });
const failsWith = (status: number, code: string) => (error: unknown) =>
  error instanceof ActionFailed && error.status === status && Object(error.problem).code === code;

test("Classify a picture", async () => {
  assert.equal(bestOf(await connection.run("Classify", { top_k: 2 }, cat)), "tiger cat");
  const bad = fileContent(Buffer.from("no picture"));
  await assert.rejects(
    connection.run("Classify", {}, bad),
    failsWith(415, "UnsupportedImageFormat"),
  );
});

test("Classify a picture at a URL, which must be public", async () => {
  const url = "http://127.0.0.1/cat.jpg";
  await assert.rejects(connection.run("ClassifyUrl", {}, { url }), failsWith(400, "UrlNotAllowed"));
});

test("Upload a picture, and Get a classification of a path with folders", async () => {
  const blob = "2026/7 %/ä cat.jpg";
  const stored = Object(await connection.run("Upload", { blob }, cat));
  assert.equal(stored.blob, blob);
  const { container } = stored;
  const row = await eventually(async () => {
    const asked = connection.run("GetClassification", { container, blob });
    const row = Object(await asked.catch(() => ({})));
    return row.status === "succeeded" ? row : undefined;
  });
  assert.equal(bestOf(row.labels), "tiger cat");
});

test("the lists that a designer shows", async () => {
  const choices = z.object({ value: z.array(z.object({ name: z.string() })) });
  const { value } = choices.parse(await connection.run("ListContainers"));
  const names = value.map(({ name }) => name);
  assert.deepEqual(names, ["batch-inputs", "training", "uploads"]);
  assert.deepEqual(choices.parse(await connection.run("ListHeads")).value, []);
});

test("Start a batch, Get a batch and Get predictions, and hear of its end", async () => {
  await connection.run("UploadBatchInput", { blob: "a/daisy.jpg" }, daisy);
  const subscription = await connection.listen("WhenBatchEnds", receiver, {
    container: "batch-inputs",
  });
  const asked = { container: "batch-inputs", prefix: "a/" };
  await assert.rejects(connection.run("StartBatch", {}, asked), { status: 401 });
  const { id: batchId } = withId.parse(await master.run("StartBatch", {}, asked));
  await eventually(async () => {
    const { status } = withId.parse(await connection.run("GetBatch", { batchId }));
    return status === "Running" ? undefined : (assert.equal(status, "Succeeded") ?? true);
  });
  const csv = String(await connection.run("GetPredictions", { batchId }));
  assert.match(csv, /daisy\.jpg.*daisy/);
  const told = await eventually(async () =>
    receiver.received.find(({ content }) => content["id"] === batchId),
  );
  assert.equal(told.content["status"], "Succeeded");
  assert.equal(Object(told.content["totals"]).succeeded, 1);
  await subscription.end();
  await assert.rejects(connection.run("CancelBatch", { batchId }), { status: 401 });
  assert.equal(withId.parse(await master.run("CancelBatch", { batchId })).status, "Succeeded");
});

test("When a picture is classified: only what the filter lets pass, until it ends", async () => {
  const before = receiver.received.length;
  const filter = { prefix: "flowers/", label: "daisy", min_score: 0.1, outcome: "succeeded" };
  const flowers = await connection.listen("WhenPictureIsClassified", receiver, filter);
  assert.ok(!JSON.stringify(flowers.content).includes("callback"));
  for (const [blob, picture] of [
    ["flowers/cat.jpg", cat],
    ["other/daisy.jpg", daisy],
    ["flowers/daisy.jpg", daisy],
  ] as const) {
    await connection.run("Upload", { blob }, picture);
    const container = "uploads";
    await eventually(async () => {
      const asked = connection.run("GetClassification", { container, blob });
      return Object(await asked.catch(() => ({}))).status === "succeeded" ? true : undefined;
    });
  }
  await eventually(async () => (receiver.received.length > before ? true : undefined));
  const blobs = receiver.received.slice(before).map(({ content }) => content["blob"]);
  assert.deepEqual(blobs, ["flowers/daisy.jpg"]);
  await flowers.end();
  await flowers.end();
  assert.deepEqual(await listSubscriptions(storage), []);
});

test("an answer of 5xx is asked for again with the same id, and 410 ends the subscription", async () => {
  const before = receiver.received.length;
  const { end } = await connection.listen("WhenPictureIsClassified", receiver, { prefix: "5xx/" });
  receiver.answers.push(500, 200);
  await connection.run("Upload", { blob: "5xx/cat.jpg" }, cat);
  await eventually(async () => (receiver.received.length >= before + 2 ? true : undefined));
  const [first, second] = receiver.received.slice(before).map(({ content }) => content);
  assert.deepEqual(first, second);
  assert.match(String(first?.["notification_id"]), /^[\da-f]{64}$/);

  receiver.answers.push(410);
  await connection.run("Upload", { blob: "5xx/daisy.jpg" }, daisy);
  await eventually(async () =>
    (await listSubscriptions(storage)).length === 0 ? true : undefined,
  );
  await end();
});

test("Classify a picture and wait, and Get a result", async () => {
  const before = receiver.received.length;
  const { content, end } = await connection.listen("ClassifyAndWait", receiver, { picture: cat });
  const { id } = withId.parse(content);
  await eventually(async () => (receiver.received.length > before ? true : undefined));
  const told = receiver.received[before]?.content ?? {};
  assert.deepEqual(
    [told["id"], told["status"], bestOf(told["labels"])],
    [id, "succeeded", "tiger cat"],
  );
  assert.deepEqual(await connection.run("GetResult", { resultId: id }), told);
  await end();
  await assert.rejects(
    connection.run("GetResult", { resultId: id }),
    failsWith(404, "ClassificationNotFound"),
  );
});

test("the HTTP action follows 202, sends content objects, and takes 404 for a failure", async () => {
  const headers = { "content-type": "application/json", "x-functions-key": connection.key };
  const init = { method: "POST", headers, body: JSON.stringify(cat) };
  const answer = await httpAction(`${host.url}/api/classify?async=true`, init);
  assert.equal(bestOf(await answer.json()), "tiger cat");
  const asked = { container: "batch-inputs", name: "by the HTTP action" };
  const batch = await httpAction(`${host.url}/api/batches`, {
    method: "POST",
    headers: { ...headers, "x-functions-key": master.key },
    body: JSON.stringify(asked),
  });
  assert.equal(Object(await batch.json()).status, "Succeeded");
  const gone = `${host.url}/api/results/00000000-0000-0000-0000-000000000000`;
  await assert.rejects(httpAction(gone, {}), /ActionFailed: 404/);
});

test("what is wrong with a subscription is said", async () => {
  const subscribe = (body: object): Promise<unknown> =>
    connection.run("WhenPictureIsClassified", {}, body);
  for (const url of ["http://10.0.0.1/", "http://169.254.169.254/", "nonsense"]) {
    await assert.rejects(subscribe({ callback_url: url }), failsWith(400, "UrlNotAllowed"), url);
  }
  const stranger = new Connection(host.url, "another key");
  await assert.rejects(stranger.run("ListHeads"), { status: 401 });
});

test("the rest of the operations, and nothing that is not described", async () => {
  assert.equal(Object(await connection.run("Health")).status, "healthy");
  const picture = cat.$content;
  const [labels] = z
    .array(z.unknown())
    .parse(await connection.run("Score", {}, { input_data: [picture], params: { top_k: 1 } }));
  assert.equal(bestOf(labels), "tiger cat");
  assert.equal(Object(await connection.run("GetModel")).name, "efficientnet-lite0");
  const page = { container: "uploads", prefix: "", status: "succeeded", limit: 1 };
  const { value, continuation } = Object(await connection.run("ListClassifications", page));
  assert.equal(value.length, 1);
  const next = Object(await connection.run("ListClassifications", { ...page, continuation }));
  assert.notEqual(next.value[0].blob, value[0].blob);
  const version = { name: "nobody", version: 1 };
  const file = "report.html";
  await assert.rejects(connection.run("GetHead", { name: "nobody" }), { status: 404 });
  await assert.rejects(connection.run("GetHeadFile", { ...version, file }), { status: 404 });
  await assert.rejects(connection.run("PromoteHead", version), { status: 401 });
  await assert.rejects(connection.run("DeleteHeadVersion", version), { status: 401 });
  await assert.rejects(master.run("PromoteHead", version), { status: 404 });
  const id = "00000000-0000-0000-0000-000000000000";
  const data = { container: "no-such-one" };
  for (const name of ["Training", "Evaluation"]) {
    assert.deepEqual(await connection.run(`List${name}s`), { value: [] });
    await assert.rejects(connection.run(`Get${name}`, { id }), { status: 404 });
    const metrics = { id, file: "metrics.json" };
    await assert.rejects(connection.run(`Get${name}File`, metrics), { status: 404 });
    await assert.rejects(connection.run(`Cancel${name}`, { id }), { status: 401 });
    await assert.rejects(master.run(`Start${name}`, {}, { name: "nobody", data }), { status: 404 });
  }
  const blob = "fridge/milk/1.jpg";
  const stored = await connection.run("UploadTrainingData", { blob }, cat);
  assert.equal(Object(stored).container, "training");
  await assert.rejects(connection.run("DeleteTrainingData", { blob }), { status: 401 });
  assert.equal(Object(await master.run("DeleteTrainingData", { blob })).blob, blob);
  assert.equal(operations.length, 37);
  assert.deepEqual(receiver.faults, []);
});

test("no callback URL is in the log", () => {
  assert.ok(!host.output().includes(secret));
  assert.ok(!host.output().includes("/workflows/"));
});
