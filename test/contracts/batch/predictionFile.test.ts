import assert from "node:assert/strict";
import { test } from "node:test";
import { toPredictionFile } from "../../../src/contracts/batch/predictionFile.js";

test("each file of predictions has its content type", () => {
  assert.match(toPredictionFile("predictions.csv").type, /^text\/csv/);
  assert.equal(toPredictionFile("predictions.jsonl").type, "application/jsonl");
  assert.deepEqual(toPredictionFile("summary.json"), {
    name: "summary.json",
    type: "application/json",
  });
});

test("no other name is found", () => {
  for (const name of ["", "predictions", "../summary.json", "constructor", "Summary.json"]) {
    assert.throws(() => toPredictionFile(name), { code: "NotFound" }, name);
  }
});
