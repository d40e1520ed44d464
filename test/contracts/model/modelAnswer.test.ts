import assert from "node:assert/strict";
import { test } from "node:test";
import { modelAnswerSchema, toModelAnswer } from "../../../src/contracts/model/modelAnswer.js";
import type { ClassifierHead } from "../../../src/inference/heads.js";
import { readModelFolder } from "../../../src/inference/modelFolder.js";
import { shippedModel, testSettings } from "../../modelFolder.js";

test("the shipped model tells its labels, and the settings their limits", async () => {
  const settings = testSettings({ MAX_IMAGE_BYTES: "1000", MAX_IMAGES_PER_REQUEST: "7" });
  const answer = toModelAnswer(await readModelFolder(shippedModel), settings);
  assert.deepEqual(modelAnswerSchema.parse(answer), answer);
  assert.deepEqual(
    [answer.name, answer.version, answer.task],
    ["efficientnet-lite0", "1d6fc8084f44", "single-label"],
  );
  assert.equal(answer.labels.length, 1000);
  assert.equal(answer.labels[281], "tabby, tabby cat");
  assert.deepEqual(answer.input_size, { width: 224, height: 224 });
  assert.deepEqual(answer.heads, []);
  assert.deepEqual(answer.limits, {
    max_image_bytes: 1000,
    max_image_pixels: 50_000_000,
    max_image_side: 20_000,
    max_images_per_request: 7,
    max_request_bytes: 104_857_600,
  });
});

test("heads tell their labels, and a size that depends on the picture is left out", async () => {
  const folder = await readModelFolder(shippedModel);
  const head: ClassifierHead = {
    name: "flowers",
    labels: ["daisy", "tulip"],
    task: "multi-label",
    scoreFunction: "sigmoid",
    featureCount: 1,
    weights: new Float32Array(2),
    bias: new Float32Array(2),
  };
  const preprocessor = { ...folder.preprocessor, resize: undefined, crop: undefined };
  const model = { ...folder, preprocessor, heads: new Map([["flowers", head]]) };
  const answer = toModelAnswer(model, testSettings());
  assert.deepEqual(answer.heads, [
    { name: "flowers", task: "multi-label", labels: ["daisy", "tulip"] },
  ]);
  assert.ok(!("input_size" in JSON.parse(JSON.stringify(answer))));
});
