import assert from "node:assert/strict";
import { test } from "node:test";
import { toClassifyRequest } from "../../../src/contracts/classify/classifyRequest.js";

test("Hugging Face's form tells the picture and what is wanted of labels", () => {
  const parameters = { top_k: 3, function_to_apply: "softmax", rollup: true };
  assert.deepEqual(toClassifyRequest({ inputs: "AAAA", parameters }), {
    source: "AAAA",
    options: { topK: 3, scoreFunction: "softmax", rollup: true },
  });
});

test("parameters may be left out or null", () => {
  for (const parameters of [undefined, null, {}, { top_k: null, rollup: null }]) {
    const request = toClassifyRequest({ inputs: "AAAA", parameters });
    assert.deepEqual(request, { source: "AAAA", options: {} });
  }
});

test("a URL is a picture, too", () => {
  const url = "https://example.org/cat.jpg";
  assert.deepEqual(toClassifyRequest({ url }), { source: url, options: {} });
});

test("any other form is refused", () => {
  for (const json of [
    ...[null, "AAAA", ["AAAA"], {}, { inputs: "" }, { inputs: ["AAAA"] }],
    ...[{ url: "file:///etc/passwd" }, { url: "cat.jpg" }],
    ...[0, 1.5, "3", 1_000_000].map((top_k) => ({ inputs: "AAAA", parameters: { top_k } })),
    { inputs: "AAAA", parameters: { function_to_apply: "tanh" } },
    { inputs: "AAAA", parameters: { rollup: "yes" } },
  ]) {
    const read = () => toClassifyRequest(json);
    assert.throws(read, { code: "InvalidRequest" }, JSON.stringify(json));
  }
});
