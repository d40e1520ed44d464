import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { importModel } from "../../src/checkpoint/importModel.js";
import { inspectModel } from "../../src/checkpoint/inspectModel.js";
import { findCheckpoint } from "../../src/checkpoint/weights/sourceFolder.js";
import { readModelFolder } from "../../src/inference/modelFolder.js";
import { sha256OfBytes } from "../../src/sha256.js";
import { root } from "../paths.js";
import {
  checkpointFolder,
  fp32,
  goldens,
  imported,
  int8,
  largestDifference,
  logits,
  variant,
} from "./fixtures.js";
import { temporaryFolder } from "../temporaryFolder.js";

/** Rebuilds a folder: each file of the base variant where `places` says. */
async function layout(t: TestContext, mlmodel: string, places: Record<string, string>) {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, "MLmodel"), mlmodel);
  for (const [place, file] of Object.entries(places)) {
    await mkdir(dirname(join(folder, place)), { recursive: true });
    await cp(join(variant("base"), file), join(folder, place));
  }
  return folder;
}

const transformersFlavor = `artifact_path: model
flavors:
  python_function:
    env: conda.yaml
    loader_module: mlflow.transformers
  transformers:
    code: null
    components:
    - image_processor
    framework: pt
    image_processor_type: BeitImageProcessor
    model_binary: model
    task: image-classification
mlflow_version: 2.10.2
`;

const layouts: [what: string, mlmodel: string, places: Record<string, string>][] = [
  [
    "MLflow's transformers flavor",
    transformersFlavor,
    {
      "model/config.json": "config.json",
      "model/model.safetensors": "model.safetensors",
      "components/image_processor/preprocessor_config.json": "preprocessor_config.json",
    },
  ],
  [
    "another name of its weights",
    transformersFlavor.replace("model_binary: model", "model_binary: weights"),
    {
      "weights/config.json": "config.json",
      "weights/pytorch_model.bin": "pytorch_model.bin",
      "components/feature_extractor/preprocessor_config.json": "preprocessor_config.json",
    },
  ],
  [
    "the older layout",
    "flavors:\n  hftransformersv2:\n    model_data: data\n",
    {
      "data/model/pytorch_model.bin": "pytorch_model.bin",
      "data/config/config.json": "config.json",
      "data/model/preprocessor_config.json": "preprocessor_config.json",
    },
  ],
];
for (const [what, mlmodel, places] of layouts) {
  test(`a folder in ${what} is imported`, async (t) => {
    const model = await imported(t, await layout(t, mlmodel, places));
    assert.ok(largestDifference(await logits(model), goldens["base"]?.flat() ?? []) <= 1e-4);
  });
}

test("an MLmodel file cannot point out of its folder", async (t) => {
  const hostile = transformersFlavor.replace("model_binary: model", "model_binary: ../../etc");
  const folder = await layout(t, hostile, {});
  await assert.rejects(findCheckpoint(folder), { code: "InvalidCheckpoint", message: /outside/ });
});

test("a folder that lacks a file is refused by that file's name", async (t) => {
  const folder = await temporaryFolder(t);
  const message = (file: RegExp) => ({ code: "InvalidCheckpoint", message: file });
  await assert.rejects(findCheckpoint(folder), message(/config\.json is missing/));
  await cp(join(variant("base"), "config.json"), join(folder, "config.json"));
  await assert.rejects(findCheckpoint(folder), message(/preprocessor_config\.json is missing/));
  const preprocessor = "preprocessor_config.json";
  await cp(join(variant("base"), preprocessor), join(folder, preprocessor));
  await assert.rejects(
    imported(t, folder),
    message(/holds no weights; expected one of model\.saf/),
  );
});

test("the model folder is whole: card, checksums, labels, precision", async (t) => {
  const source = await checkpointFolder(t, "base");
  const model = await imported(t, source, int8);
  assert.deepEqual((await readdir(model)).toSorted(), [
    "README.md",
    "config.json",
    "model.onnx",
    "model.onnx.data",
    "preprocessor_config.json",
  ]);
  const text = (folder: string, file: string) => readFile(join(folder, file), "utf8");
  assert.equal(await text(model, "config.json"), await text(source, "config.json"));
  const description = await inspectModel(model);
  assert.equal(description.precision, "int8");
  assert.equal(description.architecture, "BeitForImageClassification");
  const [weights] = description.weights;
  assert.equal(weights?.file, "model.onnx.data");
  assert.equal(weights.sha256, weights.stated);
  assert.deepEqual(description.inputs, ["pixel_values, float32 [batch, 3, 24, 24]"]);
  assert.deepEqual(description.outputs, [
    "logits, float32 [batch, 5]",
    "features, float32 [batch, 16]",
    "feature_map, float32 [batch, 16, rows, columns]",
    "class_map, float32 [batch, rows, columns]",
  ]);
  const card = await text(model, "README.md");
  assert.ok(card.includes(description.sha256));
  assert.ok(card.includes(`npm run model -- import ${source} --precision int8`));

  await writeFile(join(model, "model.onnx.data"), "other");
  const [changed] = (await inspectModel(model)).weights;
  assert.deepEqual([changed?.sha256, changed?.stated], [sha256OfBytes("other"), weights.stated]);
});

test("the version of a model changes with its weights", async (t) => {
  const folder = await checkpointFolder(t, "base");
  const before = await readModelFolder(await imported(t, folder));
  const again = await readModelFolder(await imported(t, folder));
  const path = join(folder, "model.safetensors");
  const bytes = await readFile(path);
  bytes.writeFloatLE(0.125, bytes.length - 4);
  await writeFile(path, bytes);
  const after = await readModelFolder(await imported(t, folder));
  assert.equal(again.version, before.version);
  assert.notEqual(after.version, before.version);
});

type Json = Record<string, unknown>;
async function change(folder: string, file: string, edit: (json: Json) => unknown): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, JSON.stringify(edit(JSON.parse(await readFile(path, "utf8")))));
}

test("labels without names get those of transformers", async (t) => {
  const folder = await checkpointFolder(t, "base");
  await change(folder, "config.json", (json) => ({ ...json, id2label: undefined }));
  const { labels } = await readModelFolder(await imported(t, folder));
  assert.deepEqual(labels, ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3", "LABEL_4"]);
});

const misfits: [what: string, file: string, edit: (json: Json) => unknown, message: RegExp][] = [
  ["labels", "config.json", (json) => ({ ...json, id2label: { 0: "a" } }), /names 1 labels.* 5/],
  [
    "sizes",
    "config.json",
    (json) => ({ ...json, hidden_size: 32 }),
    /expected shape \[32, 3, 8, 8\]/,
  ],
  ["layers", "config.json", (json) => ({ ...json, num_hidden_layers: 3 }), /lacks layers\.2\./],
  [
    "picture",
    "preprocessor_config.json",
    (json) => ({ ...json, size: { height: 32, width: 32 } }),
    /makes pictures of 32 × 32, but image_size of config\.json is 24/,
  ],
];
for (const [what, file, edit, message] of misfits) {
  test(`${file} with other ${what} than the weights have is refused and leaves nothing`, async (t) => {
    const folder = await checkpointFolder(t, "base");
    await change(folder, file, edit);
    const target = join(await temporaryFolder(t), "model");
    const origin = { source: folder, revision: undefined };
    const importing = importModel(await findCheckpoint(folder), target, fp32, origin);
    await assert.rejects(importing, { code: "InvalidCheckpoint", message });
    assert.deepEqual(await readdir(dirname(target)), []);
  });
}

test("a folder that is there already is left alone", async (t) => {
  const folder = await checkpointFolder(t, "base");
  const target = await temporaryFolder(t);
  await writeFile(join(target, "precious.txt"), "mine");
  const origin = { source: folder, revision: undefined };
  const importing = importModel(await findCheckpoint(folder), target, fp32, origin);
  await assert.rejects(importing, { code: "InvalidSetting", message: /exists already/ });
  assert.deepEqual(await readdir(target), ["precious.txt"]);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  test(`an import that ${signal} stops leaves nothing half-made`, async (t) => {
    const source = await checkpointFolder(t, "base");
    const parent = await temporaryFolder(t);
    const target = join(parent, "model");
    const child = spawn(
      process.execPath,
      [join(root, "dist/test/checkpoint/stoppedImport.js"), target],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const exited = once(child, "exit");
    await once(child.stdout, "data");
    assert.match((await readdir(parent)).join(), /^model\.importing-\d+$/);
    child.kill(signal);
    assert.deepEqual(await exited, [null, signal]);
    if (signal !== "SIGKILL") assert.deepEqual(await readdir(parent), []);

    await importModel(await findCheckpoint(source), target, fp32, {
      source,
      revision: undefined,
    });
    assert.deepEqual(await readdir(parent), ["model"]);
    await access(join(target, "model.onnx"));
  });
}
