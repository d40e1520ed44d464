import assert from "node:assert/strict";
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { toOnnx, type Attribute, type Value } from "../../src/checkpoint/onnx/onnx.js";
import { Classifier } from "../../src/classifier.js";
import { changedModel, shippedModel, testSettings } from "../modelFolder.js";

type Change = (json: Record<string, unknown>) => unknown;

async function refused(t: TestContext, folder: string, message: RegExp): Promise<void> {
  const classifier = new Classifier(testSettings({ MODEL_DIR: folder }));
  t.after(() => classifier.close());
  await assert.rejects(classifier.model(), { code: "InvalidModel", message });
}

const same: Change = (json) => json;

test("a served model tells its name, task, labels and what runs it", async (t) => {
  const classifier = new Classifier(testSettings());
  t.after(() => classifier.close());
  const model = await classifier.model();
  assert.equal(model.name, "efficientnet-lite0");
  assert.equal(model.version, "1d6fc8084f44");
  assert.equal(model.labels.length, 1000);
  assert.equal(model.labels[281], "tabby, tabby cat");
  assert.equal(model.task, "single-label");
  for (const version of Object.values(model.versions)) assert.match(version, /^\d+\.\d+/);
});

const cases: [what: string, file: string, change: Change, message: RegExp][] = [
  ["without labels", "config.json", () => ({}), /config\.json: id2label/],
  [
    "with a gap in its labels",
    "config.json",
    () => ({ id2label: { 0: "cat", 2: "dog" } }),
    /config\.json: id2label: 1 is missing/,
  ],
  [
    "with an unknown task",
    "config.json",
    (json) => ({ ...json, problem_type: "regression" }),
    /config\.json: problem_type/,
  ],
  [
    "with fewer labels than logits",
    "config.json",
    () => ({ id2label: { 0: "cat", 1: "dog" } }),
    /model\.onnx: logits: expected 2 logits.* received 1000/,
  ],
  [
    "that takes another size than is made",
    "preprocessor_config.json",
    (json) => ({ ...json, crop_size: 192 }),
    /model\.onnx: pixel_values: shape \[batch, 3, 224, 224\] does not take the \[1, 3, 192, 192\]/,
  ],
  [
    "with an unknown preprocessing step",
    "preprocessor_config.json",
    (json) => ({ ...json, do_flip_channel_order: true }),
    /preprocessor_config\.json: do_flip_channel_order/,
  ],
];

for (const [what, file, change, message] of cases) {
  test(`a model ${what} is refused`, async (t) => {
    await refused(t, await changedModel(t, file, change), message);
  });
}

/** A graph of one operator. */
function graphOf(type: string, attributes: Record<string, Attribute>, output: Omit<Value, "name">) {
  return toOnnx({
    name: type,
    producer: "test",
    opsets: { "": 20 },
    metadata: {},
    inputs: [{ name: "pixel_values", type: "float32", shape: ["batch", 3, "height", "width"] }],
    outputs: [{ name: "logits", ...output }],
    nodes: [
      { name: type, type, domain: "", inputs: ["pixel_values"], outputs: ["logits"], attributes },
    ],
    initializers: [],
  });
}

test("a model whose graph leaves open how many logits it gives is run to see", async (t) => {
  const folder = await changedModel(t, "config.json", same);
  const output = { type: "float32", shape: ["batch", "length"] } as const;
  await writeFile(join(folder, "model.onnx"), graphOf("Flatten", { axis: 1n }, output));
  await refused(t, folder, /logits: expected 1000 logits.* received 150528/);
});

test("a model that gives no floats is refused", async (t) => {
  const folder = await changedModel(t, "config.json", same);
  const output = { type: "int64", shape: ["batch", 3, 224, 224] } as const;
  await writeFile(join(folder, "model.onnx"), graphOf("Cast", { to: 7n }, output));
  await refused(t, folder, /logits: expected float32 but received int64/);
});

test("a folder with a missing or broken file is refused", async (t) => {
  const folder = await changedModel(t, "config.json", same);
  await writeFile(join(folder, "model.onnx"), "not a graph");
  await refused(t, folder, /model\.onnx: ONNX Runtime cannot load it/);
  await writeFile(join(folder, "config.json"), "{");
  await refused(t, folder, /config\.json: is not valid JSON/);
  await rm(join(folder, "model.onnx"));
  await cp(join(shippedModel, "config.json"), join(folder, "config.json"));
  await refused(t, folder, /model\.onnx: cannot be read/);
  await refused(t, join(shippedModel, "none"), /cannot be read/);
});
