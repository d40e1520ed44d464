import assert from "node:assert/strict";
import { test } from "node:test";
import { ClassifierError, type ErrorCode } from "../../../src/errors.js";
import {
  healthSchema,
  toHealthAnswer,
  toHealthProblem,
} from "../../../src/contracts/health/healthAnswer.js";

test("health tells the model and the number of its labels, not the labels", () => {
  const versions = { onnxruntime: "1", sharp: "2", libvips: "3" };
  const model = { name: "lite0", version: "abc", task: "single-label", labels: ["cat", "dog"] };
  const given: Parameters<typeof toHealthAnswer>[0] = Object(model);
  const answer = toHealthAnswer(given, versions);
  assert.deepEqual(healthSchema.parse(answer), answer);
  assert.deepEqual(answer.model, { ...model, labels: 2 });
  assert.deepEqual(answer.runtime, { node: process.versions.node, ...versions });
});

test("what is wrong is told in general, and in full to the log alone", () => {
  const secret = "https://account.blob.core.windows.net/models/m?sig=c2VjcmV0";
  const cases: [code: ErrorCode, answered: string, detail: string][] = [
    ["ModelUnavailable", "ModelUnavailable", "The model is not loaded."],
    ["StorageUnavailable", "StorageUnavailable", "The storage account does not answer."],
    [
      "InvalidModel",
      "ModelUnavailable",
      "InvalidModel: The model folder cannot be served. The log names the file.",
    ],
    ["InvalidSetting", "ModelUnavailable", "InvalidSetting: A setting has an invalid value."],
  ];
  for (const [code, answered, detail] of cases) {
    const cause = new Error("connect ECONNREFUSED");
    const problem = toHealthProblem(new ClassifierError(code, `/srv/models: ${secret}`, { cause }));
    assert.deepEqual([problem.code, problem.message, problem.status], [answered, detail, 503]);
    assert.match(problem.reason, /^\/srv\/models: .*models\/m\?… connect ECONNREFUSED$/);
  }
  assert.equal(toHealthProblem(new Error("/srv: no")).message.includes("/srv"), false);
});
