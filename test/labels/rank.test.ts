import assert from "node:assert/strict";
import { test } from "node:test";
import { rank } from "../../src/labels/rank.js";

const labels = ["a", "b", "c", "d", "e", "f"];
const logits = Float32Array.of(0, 3, 1, 2, -1, 5);

test("the best five are named, best first, unless another number is asked for", () => {
  const names = (topK?: number): string =>
    rank(logits, labels, "none", { topK })
      .map(({ label }) => label)
      .join("");
  assert.equal(names(), "fbdca");
  assert.equal(names(2), "fb");
  assert.equal(names(100), "fbdcae");
});

test("scores belong to their labels and are what the function makes of the logits", () => {
  assert.deepEqual(rank(logits, labels, "none", { topK: 2 }), [
    { label: "f", score: 5 },
    { label: "b", score: 3 },
  ]);
  const [first] = rank(Float32Array.of(0, 0), ["a", "b"], "softmax");
  assert.deepEqual(first, { label: "a", score: 0.5 });
});

test("labels below the threshold are left out, one that meets it is not", () => {
  const above = rank(logits, labels, "none", { threshold: 2 });
  assert.deepEqual(
    above.map(({ score }) => score),
    [5, 3, 2],
  );
});

test("a logit without a label gets Hugging Face's name for it", () => {
  assert.equal(rank(Float32Array.of(1, 2), ["a"], "none")[0]?.label, "LABEL_1");
});
