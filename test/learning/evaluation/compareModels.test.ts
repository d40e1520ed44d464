import assert from "node:assert/strict";
import { test } from "node:test";
import { compareModels } from "../../../src/learning/evaluation/compareModels.js";
import { fixture } from "../../paths.js";
import { checkpointFolder, imported, int8 } from "../../checkpoint/fixtures.js";

const pictures = ["cat.jpg", "coffee.jpg", "daisy.jpg", "rocket.jpg"].map((name) =>
  fixture(`photos/${name}`),
);
const limits = { pixels: 10_000_000, side: 10_000 };

test("a model agrees with itself", async (t) => {
  const model = await imported(t, await checkpointFolder(t, "base"));
  const { milliseconds, ...judgement } = await compareModels([model, model], pictures, 1, limits);
  assert.deepEqual(judgement, {
    pictures: 4,
    topAgreement: 1,
    topFiveOverlap: 1,
    largestDifference: 0,
    meanDifference: 0,
  });
  for (const time of milliseconds) assert.ok(time > 0);
});

test("int8 differs a little from fp32, another model much", async (t) => {
  const fp32 = await imported(t, await checkpointFolder(t, "base"));
  const quantised = await imported(t, await checkpointFolder(t, "base"), int8);
  const other = await imported(t, await checkpointFolder(t, "no-layer-scale"));
  const near = await compareModels([fp32, quantised], pictures, 1, limits);
  const far = await compareModels([fp32, other], pictures, 1, limits);
  assert.ok(near.largestDifference > 0 && near.largestDifference < 0.05);
  assert.ok(near.meanDifference <= near.largestDifference);
  assert.ok(far.largestDifference > 5 * near.largestDifference);
  assert.equal(near.topAgreement, 1);
  assert.ok(far.topAgreement < 1);
});

test("models with other labels cannot be compared", async (t) => {
  const five = await imported(t, await checkpointFolder(t, "base"));
  const one = await imported(t, await checkpointFolder(t, "one-label"));
  await assert.rejects(compareModels([five, one], pictures, 1, limits), {
    code: "InvalidModel",
    message: /do not have the same labels/,
  });
});
