import assert from "node:assert/strict";
import { test } from "node:test";
import { toBatchRequest } from "../../../src/contracts/batch/batchRequest.js";

test("a container alone is a batch with Azure ML's defaults", () => {
  assert.deepEqual(toBatchRequest({ container: "pictures" }), {
    container: "pictures",
    prefix: "",
    name: "",
    top_k: 5,
    mini_batch_size: 50,
    error_threshold: -1,
    max_retries: 3,
    delete_inputs: false,
  });
});

test("names that Azure gives no container are refused, and the host's own", () => {
  for (const container of ["abc", "a-1", "x".repeat(63), "azure-webjobs"]) {
    assert.equal(toBatchRequest({ container }).container, container);
  }
  const bad = ["ab", "x".repeat(64), "Upper", "a--b", "-ab", "ab-", "a_b", "$logs", "a/b", "$root"];
  for (const container of [...bad, "azure-webjobs-secrets", "azure-webjobs-hosts", "abc\n"]) {
    const read = () => toBatchRequest({ container });
    assert.throws(read, { code: "InvalidRequest", message: /^container/ }, container);
  }
});

test("settings out of bounds are refused by their names", () => {
  const cases: [name: string, values: unknown[]][] = [
    ["top_k", [0, 1001, 1.5]],
    ["mini_batch_size", [0, 1001]],
    ["error_threshold", [-2, 0.5]],
    ["max_retries", [-1, 8]],
    ["prefix", ["x".repeat(1025)]],
    ["name", ["x".repeat(201), 7]],
  ];
  for (const [name, values] of cases) {
    for (const value of values) {
      const read = () => toBatchRequest({ container: "pictures", [name]: value });
      assert.throws(read, { code: "InvalidRequest", message: new RegExp(`^${name}`) }, name);
    }
  }
  assert.throws(() => toBatchRequest(null), { code: "InvalidRequest", message: /body/ });
});

test("a container of the service or of its host is no input, and is named", () => {
  const own = ["requests", "predictions", "batch-work", "training-work", "models"];
  const hosts = ["azure-webjobs-hosts", "$logs", "app-package", "eventgrid-dead-letters"];
  for (const container of [...own, ...hosts]) {
    assert.throws(() => toBatchRequest({ container }), {
      code: "InvalidRequest",
      message: `container: "${container}" is a container of this service or of its host; expected one with pictures, such as batch-inputs`,
    });
  }
  for (const container of ["uploads", "batch-inputs", "my-models"]) toBatchRequest({ container });
});
