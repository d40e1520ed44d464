import assert from "node:assert/strict";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { BlobServiceClient } from "@azure/storage-blob";
import sharp from "sharp";
import { z } from "zod";
import { temporaryFolder } from "../temporaryFolder.js";
import { runCli } from "./runCli.js";
import { row } from "../learning/dataset/testData.js";
import { readOnnx } from "../../src/checkpoint/onnx/onnxReader.js";
import { modelWithoutFeatures } from "../modelWithoutFeatures.js";
import { partOf as part, things, type Thing } from "../labelledPhotos.js";
import { startTestApp } from "../endToEnd/testApp.js";
import { startTestStorage, waitUntil } from "../localHost/testHost.js";
import { readModelFolder } from "../../src/inference/modelFolder.js";
import { fixture, root } from "../paths.js";

const baseModel = join(root, "model/efficientnet-lite0");

/** The first half of a photo's bytes. */
async function half(thing: Thing, number: number): Promise<Buffer> {
  const bytes = await part(thing, number);
  return bytes.subarray(0, bytes.length / 2);
}

/** Two things side by side. */
async function pair(one: Thing, other: Thing, number: number): Promise<Buffer> {
  const [left, right] = [await part(one, number), await part(other, number + 1)];
  const blank = { width: 600, height: 300, channels: 3, background: "white" } as const;
  return sharp({ create: blank })
    .composite([
      { input: left, left: 0, top: 0 },
      { input: right, left: 300, top: 0 },
    ])
    .jpeg()
    .toBuffer();
}

async function classFolders(folder: string): Promise<string> {
  for (const thing of things) {
    await mkdir(join(folder, thing), { recursive: true });
    for (let i = 0; i < 8; i++) {
      await writeFile(join(folder, thing, `${i}.jpg`), await part(thing, i));
    }
  }
  return folder;
}

/** Fifteen pictures of one or two things. */
async function* pairs(): AsyncGenerator<{ name: string; labels: Thing[]; bytes: Buffer }> {
  for (let i = 0; i < 15; i++) {
    const one = things[i % 3] ?? "cat";
    const other = things[(i + 1 + (i % 2)) % 3] ?? "cat";
    const isPair = i % 5 !== 0 && one !== other;
    const bytes = isPair ? await pair(one, other, i) : await part(one, i);
    yield { name: `${i}.jpg`, labels: isPair ? [one, other] : [one], bytes };
  }
}

async function labelsCsv(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const lines = ["filename,labels"];
  for await (const { name, labels, bytes } of pairs()) {
    await writeFile(join(folder, name), bytes);
    lines.push(`${name},${labels.join(" ")}`);
  }
  await writeFile(join(folder, "labels.csv"), `${lines.join("\n")}\n`);
  return folder;
}

/**
 * Azure ML's JSON Lines in Blob storage, which name pictures by their path or as Azure ML does.
 *
 * @returns the URL of the blob with the rows
 */
async function uploadRows(connectionString: string): Promise<string> {
  const blobs = BlobServiceClient.fromConnectionString(connectionString);
  const container = blobs.getContainerClient("pictures");
  await container.create();
  const datastore = "azureml://subscriptions/1/datastores/blobs/paths";
  let rows = "";
  for await (const { name, labels, bytes } of pairs()) {
    await container.getBlockBlobClient(`pairs/images/${name}`).uploadData(bytes);
    const path = `images/${name}`;
    const isEven = Number.parseInt(name, 10) % 2 === 0;
    rows += row(isEven ? path : `${datastore}/${path}`, labels);
  }
  const list = container.getBlockBlobClient("pairs/rows.jsonl");
  await list.uploadData(Buffer.from(rows));
  return list.url;
}

const rowSchema = z.looseObject({
  labels: z.array(z.object({ label: z.string() })),
  model: z.looseObject({ head: z.string().optional() }),
});

/** The row of an upload, once it is classified. */
async function classified(url: string, path: string): Promise<z.infer<typeof rowSchema>> {
  let row: unknown;
  await waitUntil(async () => {
    row = await (await fetch(`${url}/api/classifications/uploads/${path}`)).json();
    return Object(row).status === "succeeded";
  });
  return rowSchema.parse(row);
}

async function labelsOf(response: Response): Promise<{ label: string; score: number }[]> {
  assert.equal(response.status, 200);
  const labels: unknown = await response.json();
  return Array.isArray(labels) ? labels : [];
}

test("photos in folders become a model that serves at once", async (t) => {
  const folder = await temporaryFolder(t);
  const data = await classFolders(join(folder, "things"));
  const args = ["--model", baseModel, "--data", data, "--augment", "1", "--folds", "4"];
  const run = await runCli("finetune", [...args, "--contact-sheet", "sheet.png"], {}, folder);
  assert.equal(run.code, 0, run.error);
  assert.match(run.out, /24 pictures in \d+ s; on 4 stratified folds:\n {2}accuracy 1\.0000/);
  const model = join(folder, "model/things");
  assert.match(await readFile(join(model, "README.md"), "utf8"), /\| cat \| 8 \|/);
  const metrics = JSON.parse(await readFile(join(model, "evaluation/metrics.json"), "utf8"));
  assert.equal(metrics.accuracy, 1);
  // The report is about this model, not about its parent.
  const { version } = await readModelFolder(model);
  const { version: parent } = await readModelFolder(baseModel);
  const report = await readFile(join(model, "evaluation/report.html"), "utf8");
  assert.match(report, /<h1>things, 4 stratified folds<\/h1>/);
  assert.ok(report.includes(`<p>things, version ${version}, single-label, 24 pictures, 3 labels,`));
  assert.ok(report.includes(`<p>Trained on efficientnet-lite0, version ${parent}.</p>`));
  const { width, height } = await sharp(join(folder, "sheet.png")).metadata();
  assert.deepEqual([width, height], [4 + 2 * 228, 4 + 6 * 228]);

  const again = await runCli("finetune", args, {}, folder);
  assert.equal(again.code, 1);
  // Before anything long starts.
  assert.equal(again.error, `${model} exists already; remove it or choose another folder.\n`);

  await t.test("over HTTP and on the blob path", async () => {
    const app = await startTestApp({ MODEL_DIR: model });
    try {
      const { url } = app.host;
      for (const thing of things) {
        const body = await part(thing, 13);
        const found = await labelsOf(await fetch(`${url}/api/classify`, { method: "POST", body }));
        assert.equal(found[0]?.label, thing);
        assert.equal(found.length, 3);
      }
      const body = await part("coffee", 14);
      await fetch(`${url}/api/uploads/unseen.jpg`, { method: "PUT", body });
      const row = await classified(url, "unseen.jpg");
      assert.equal(row.labels[0]?.label, "coffee");
    } finally {
      await app.stop();
    }
  });
});

test("pictures that are given to measure with are measured with, and not trained on", async (t) => {
  const folder = await temporaryFolder(t);
  const data = await classFolders(join(folder, "things"));
  const other = join(folder, "others");
  for (const thing of things) {
    await mkdir(join(other, thing), { recursive: true });
    await writeFile(join(other, thing, "new.jpg"), await part(thing, 20));
  }
  // One that is in both, under another name.
  await cp(join(data, "cat", "0.jpg"), join(other, "cat", "known.jpg"));
  // Half of a file, whose header can be read, on both sides.
  await writeFile(join(data, "flower", "half.jpg"), await half("flower", 30));
  await writeFile(join(other, "cat", "half.jpg"), await half("cat", 31));
  const args = ["--model", baseModel, "--data", data, "--validation", other, "--augment", "1"];
  const run = await runCli("finetune", args, {}, folder);
  assert.equal(run.code, 0, run.error);
  for (const name of ["flower/half.jpg", "cat/half.jpg"]) {
    assert.ok(run.error.includes(`\n${name}: The picture is damaged or incomplete`), run.error);
  }
  const report = await readFile(join(folder, "model/things/evaluation/report.html"), "utf8");
  assert.match(report, /3 of 30 pictures are left out: 2 unreadable-picture, 1 in-both-splits\./);
  assert.match(run.error, /cat\/0\.jpg: is in the validation pictures too, as cat\/known\.jpg/);
  assert.match(run.out, /^27 pictures in /);
  const evaluation = join(folder, "model/things/evaluation");
  const matrix = JSON.parse(await readFile(join(evaluation, "artifacts/confusion_matrix"), "utf8"));
  assert.deepEqual(matrix.data.matrix, [
    [2, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
});

test("pictures in Blob storage with several labels become a multi-label model", async (t) => {
  const folder = await temporaryFolder(t);
  const storage = await startTestStorage();
  t.after(() => storage.stop());
  const data = await uploadRows(storage.connectionString);
  const args = ["--data", data, "--holdout", "0.3", "--balanced", "--out", "model/pairs"];
  const account = { AzureWebJobsStorage: storage.connectionString };
  const run = await runCli("finetune", ["--model", baseModel, ...args], account, folder);
  assert.equal(run.code, 0, run.error);
  assert.match(run.out, /^15 pictures in /);
  assert.match(run.out, /iou \d/);
  // Azure ML's two artifacts are for pictures with one label each.
  const written = await readdir(join(folder, "model/pairs/evaluation"));
  assert.deepEqual(written.toSorted(), ["metrics.json", "mistakes.json", "report.html"]);
  const app = await startTestApp({ MODEL_DIR: join(folder, "model/pairs") });
  try {
    const body = await pair("cat", "flower", 7);
    const found = await labelsOf(
      await fetch(`${app.host.url}/api/classify?threshold=0.5`, { method: "POST", body }),
    );
    const names = found.map(({ label }) => label).toSorted();
    assert.deepEqual(names, ["cat", "flower"]);
  } finally {
    await app.stop();
  }
});

test("one encoder serves many heads, and each request and upload chooses", async (t) => {
  const folder = await temporaryFolder(t);
  const model = join(folder, "model/base");
  await cp(baseModel, model, { recursive: true });
  const things = await classFolders(join(folder, "things"));
  const pairs = await labelsCsv(join(folder, "pairs"));
  for (const [data, head] of [
    [things, "things"],
    [pairs, "pairs"],
  ] as const) {
    const training = ["--strength", "1", "--precision", "0.9"];
    const args = ["--model", model, "--data", data, "--head", head, ...training];
    const run = await runCli("finetune", args, {}, folder);
    assert.equal(run.code, 0, run.error);
    assert.match(run.out, new RegExp(String.raw`Ask for it with \?head=${head}`));
    const written = await readdir(join(model, "heads", head));
    const files = [
      "README.md",
      "config.json",
      "head.f32",
      "metrics.json",
      "mistakes.json",
      "report.html",
    ];
    assert.deepEqual(written.filter((name) => name !== "artifacts").toSorted(), files);
  }
  const config = JSON.parse(await readFile(join(model, "heads/things/config.json"), "utf8"));
  assert.equal(config.thresholds.length, 3);
  const card = await readFile(join(model, "heads/things/README.md"), "utf8");
  assert.match(card, /\| cat \| 8 \| (?:0\.\d{4}|never) \|/);
  assert.match(card, /from there 0\.9 or more of its held-out pictures were right/);
  // What cannot be decoded is left out here too.
  await writeFile(join(things, "cat", "half.jpg"), await half("cat", 30));
  const measuring = ["--model", model, "--data", things, "--head", "things"];
  const measured = await runCli("evaluate", measuring, {}, folder);
  assert.equal(measured.code, 0, measured.error);
  assert.match(measured.error, /^cat\/half\.jpg: The picture is damaged or incomplete/m);
  assert.match(measured.out, /^accuracy +1\.0000/m);
  const about = await readFile(join(folder, "evaluation/things-things/report.html"), "utf8");
  assert.match(about, /<p>base, version [\da-f]{12}, head things, single-label, 24 pictures/);
  const app = await startTestApp({ MODEL_DIR: model, UPLOAD_HEADS: "things/=things" });
  t.after(() => app.stop());
  const { url } = app.host;
  const body = await part("cat", 13);
  const ask = (query: string): Promise<Response> =>
    fetch(`${url}/api/classify${query}`, { method: "POST", body });

  // The model's own classifier answers as before.
  const plain = await labelsOf(await ask(""));
  assert.match(plain[0]?.label ?? "", / cat$/);
  assert.equal(plain.length, 5);
  assert.equal((await labelsOf(await ask("?head=things")))[0]?.label, "cat");
  const both: unknown = await (await ask("?head=things,pairs&top_k=1")).json();
  assert.deepEqual(
    Object(both).map(({ name, labels }: { name: string; labels: { label: string }[] }) => [
      name,
      labels[0]?.label,
    ]),
    [
      ["things", "cat"],
      ["pairs", "cat"],
    ],
  );
  const unknown = await ask("?head=cars");
  assert.equal(unknown.status, 404);
  const problem: unknown = await unknown.json();
  assert.match(Object(problem).detail, /base has no head "cars"; it has pairs, things\./);
  const other = await ask("?model=other");
  assert.match(Object(await other.json()).detail, /has the model base\./);
  assert.equal((await ask("?model=base")).status, 200);

  const score = await fetch(`${url}/api/score?head=things`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input_data: [body.toString("base64")] }),
  });
  assert.equal(Object(await score.json())[0][0].label, "cat");

  await fetch(`${url}/api/uploads/things/1.jpg`, { method: "PUT", body });
  await fetch(`${url}/api/uploads/else/1.jpg`, { method: "PUT", body });
  for (const [path, label, head] of [
    ["things/1.jpg", "cat", "things"],
    ["else/1.jpg", plain[0]?.label, undefined],
  ] as const) {
    const row = await classified(url, path);
    assert.equal(row.labels[0]?.label, label);
    assert.equal(row.model.head, head);
  }
});

test("a model without features is refused first, and an import gives it features", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "cats/cat"), { recursive: true });
  const plain = await modelWithoutFeatures(t);
  const run = await runCli("finetune", ["--model", plain, "--data", "cats"], {}, folder);
  assert.equal(run.code, 1);
  assert.match(run.error, /plain: model\.onnx has no output "features", which heads need\./m);
  const imported = await runCli("model", ["import", plain, "--out", "model/new"], {}, folder);
  assert.equal(imported.code, 0, imported.error);
  assert.match(imported.out, /^Heads can be trained on its 1280 features\.$/m);
  const outputs = async (model: string): Promise<readonly string[]> =>
    readOnnx(await readFile(join(model, "model.onnx"))).outputs;
  assert.deepEqual(await outputs(join(folder, "model/new")), await outputs(baseModel));
});

test("pictures of one label alone are refused before anything long starts", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "cats/cat"), { recursive: true });
  await cp(fixture("photos/cat.jpg"), join(folder, "cats/cat/1.jpg"));
  const run = await runCli("finetune", ["--model", baseModel, "--data", "cats"], {}, folder);
  assert.equal(run.code, 1);
  assert.match(run.error, /^cats has only the label cat; at least two are needed\.$/m);
  assert.doesNotMatch(run.error, /Features/);
});
