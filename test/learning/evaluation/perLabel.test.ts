import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutPictures } from "../../../src/learning/evaluation/perLabel.js";

test("labels that no picture has lower the means where they are part of them", () => {
  const scored = {
    labels: ["cat", "dog", "fish", "bird"],
    scores: [
      [0.9, 0.1, 0, 0],
      [0.2, 0.8, 0, 0],
    ],
    truth: [[0], [0]],
  };
  // A dog was seen, fish and birds were not.
  assert.equal(withoutPictures({ scored, task: "single-label", threshold: 0.5 }), 1);
  assert.equal(withoutPictures({ scored, task: "multi-label", threshold: 0.5 }), 3);
});
