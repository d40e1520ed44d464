import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Classifier } from "../../../src/classifier.js";
import { toBeitConfig } from "../../../src/checkpoint/beit/config.js";
import { decode } from "../../../src/image/decode.js";
import { pixelValuesSize, preprocess } from "../../../src/image/preprocess.js";
import { readModelFolder } from "../../../src/inference/modelFolder.js";
import { openSession } from "../../../src/inference/session.js";
import { testSettings } from "../../modelFolder.js";
import {
  checkpointFolder,
  formats,
  goldens,
  imported,
  int8,
  largestDifference,
  logits,
} from "../fixtures.js";

for (const [variant, golden] of Object.entries(goldens)) {
  for (const format of formats) {
    test(`${variant}, ${format}: the logits are PyTorch's`, async (t) => {
      const model = await imported(t, await checkpointFolder(t, variant, format));
      const difference = largestDifference(await logits(model), golden.flat());
      assert.ok(difference <= 1e-4, `largest difference ${difference}`);
    });
  }
}

// With matrices of 16 rows the error of 8 bits hardly averages out, so these bounds are wide; a
// wrong scale or a lost bias would still show as a multiple of the logits' own deviation.
for (const variant of ["base", "absolute-positions", "cls-token", "relu-multi-label"]) {
  test(`${variant}: int8 stays near float32`, async (t) => {
    const model = await imported(t, await checkpointFolder(t, variant), int8);
    const golden = goldens[variant]?.flat() ?? [];
    const difference = largestDifference(await logits(model), golden);
    assert.ok(difference > 0, "nothing was quantised");
    assert.ok(difference < 0.05 * Math.max(...golden.map(Math.abs)), `difference ${difference}`);
  });
}

test("layers that are kept in float bring int8 back to float32", async (t) => {
  const folder = await checkpointFolder(t, "base");
  const golden = goldens["base"]?.flat() ?? [];
  const all = await imported(t, folder, { precision: "int8", keepFloat: ["*"] });
  assert.ok(largestDifference(await logits(all), golden) <= 1e-4);
  const some = await imported(t, folder, {
    precision: "int8",
    keepFloat: ["layers.*.mlp.fc2", "classifier"],
  });
  assert.ok(largestDifference(await logits(some), golden) > 1e-4);
  await assert.rejects(imported(t, folder, { precision: "int8", keepFloat: ["fc2"] }), {
    code: "InvalidSetting",
    message: /--keep-float fc2: no layer has such a name; there are layers\.0\.attention\.qkv,/,
  });
});

test("an imported model answers with its labels", async (t) => {
  const folder = await imported(t, await checkpointFolder(t, "relu-multi-label"));
  const classifier = new Classifier(testSettings({ MODEL_DIR: folder }));
  t.after(() => classifier.close());
  const model = await classifier.model();
  assert.equal(model.task, "multi-label");
  assert.deepEqual(model.labels, ["cat", "dog", "bird", "fish", "stone"]);
});

const refusals: [key: string, config: object][] = [
  ["model_type", { model_type: "vit" }],
  ["hidden_act", { model_type: "beit", hidden_act: "silu" }],
  ["image_size", { model_type: "beit", image_size: [224, 192] }],
  ["num_channels", { model_type: "beit", num_channels: 1 }],
  ["num_attention_heads", { model_type: "beit", hidden_size: 100, num_attention_heads: 12 }],
  ["patch_size", { model_type: "beit", image_size: 16, patch_size: 32 }],
  ["num_hidden_layers", { model_type: "beit", num_hidden_layers: 0 }],
];
for (const [key, config] of refusals) {
  test(`a config.json whose ${key} is not supported is refused`, () => {
    const message = new RegExp(`config\\.json: ${key}\\b`);
    assert.throws(() => toBeitConfig(config), { code: "InvalidCheckpoint", message });
  });
}

test("a config.json may leave out what transformers has defaults for", () => {
  assert.deepEqual(toBeitConfig({ model_type: "beit", image_size: [384, 384] }), {
    hiddenSize: 768,
    layers: 12,
    heads: 12,
    intermediateSize: 3072,
    activation: "gelu",
    layerNormEpsilon: 1e-12,
    imageSize: 384,
    patchSize: 16,
    positionEmbeddings: false,
    layerPositionBias: false,
    sharedPositionBias: false,
    layerScale: true,
    pooling: "mean",
  });
});

// The known answer of microsoft/beit-base-patch16-224-pt22k-ft22k, where that model is at hand: its
// folder in MODEL_DIR, and image 000000039769 of COCO val2017 in COCO_CATS.
const { MODEL_DIR: realModel, COCO_CATS: cats } = process.env;
if (realModel && cats && isBeit22k(realModel)) {
  test("the public checkpoint gives its known answer", async () => {
    const { onnxPath, preprocessor, labels } = await readModelFolder(realModel);
    const size = pixelValuesSize(preprocessor);
    const session = await openSession(onnxPath, 2, { size, labelCount: labels.length });
    const picture = await decode(readFileSync(cats), { pixels: 1_000_000, side: 10_000 });
    const logits = await session.run(preprocess(picture, preprocessor));
    assert.equal(logits.indexOf(Math.max(...logits)), 2397);
    assert.ok(largestDifference([2.2288, 2.4671, 0.7395], [...logits.subarray(0, 3)]) <= 1e-3);
  });
}

function isBeit22k(folder: string): boolean {
  const config: unknown = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
  const named = typeof config === "object" && config !== null && "id2label" in config;
  return named && Object.keys(config.id2label ?? {}).length === 21_841;
}
