import assert from "node:assert/strict";
import { test } from "node:test";
import { healthSchema, toHealthAnswer } from "../../../src/contracts/health/healthAnswer.js";

test("health tells the model and the number of its labels, not the labels", () => {
  const versions = { onnxruntime: "1", sharp: "2", libvips: "3" };
  const model = { name: "lite0", version: "abc", task: "single-label", labels: ["cat", "dog"] };
  const given: Parameters<typeof toHealthAnswer>[0] = Object(model);
  const answer = toHealthAnswer(given, versions);
  assert.deepEqual(healthSchema.parse(answer), answer);
  assert.deepEqual(answer.model, { ...model, labels: 2 });
  assert.deepEqual(answer.runtime, { node: process.versions.node, ...versions });
});
