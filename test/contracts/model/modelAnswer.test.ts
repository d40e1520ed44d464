import assert from "node:assert/strict";
import { test } from "node:test";
import { modelAnswerSchema, toModelAnswer } from "../../../src/contracts/model/modelAnswer.js";
import type { ClassifierHead } from "../../../src/inference/heads.js";
import { readModelFolder } from "../../../src/inference/modelFolder.js";
import type { HeadClaim } from "../../../src/storage/publishHead.js";
import { shippedModel, testSettings } from "../../modelFolder.js";

test("the shipped model tells its labels, and the settings their limits", async () => {
  const settings = testSettings({ MAX_IMAGE_BYTES: "1000", MAX_IMAGES_PER_REQUEST: "7" });
  const answer = toModelAnswer(await readModelFolder(shippedModel), [], settings);
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
  const version: HeadClaim = {
    trainingId: "7",
    createdAt: "2026-01-01T00:00:00.000Z",
    task: "single-label",
    labels: ["milk", "can"],
    data: { container: "training" },
    metrics: { accuracy: 0.9 },
  };
  const versions = [
    { ...version, version: 2, labels: ["milk", "can", "egg"] },
    { ...version, version: 1 },
  ];
  const published = [
    { name: "flowers", current: 1, versions },
    { name: "fridge", current: 1, versions },
    { name: "candidate", current: undefined, versions },
  ];
  const answer = toModelAnswer(model, published, testSettings());
  assert.deepEqual(modelAnswerSchema.parse(answer), answer);
  const task = "single-label";
  assert.deepEqual(JSON.parse(JSON.stringify(answer.heads)), [
    { name: "candidate", task, labels: ["milk", "can", "egg"], versions: [2, 1] },
    // The one of the folder goes before the published one of this name.
    { name: "flowers", task: "multi-label", labels: ["daisy", "tulip"], versions: [] },
    { name: "fridge", current: 1, task, labels: ["milk", "can"], versions: [2, 1] },
  ]);
  assert.ok(!("input_size" in JSON.parse(JSON.stringify(answer))));
});
