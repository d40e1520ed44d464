import assert from "node:assert/strict";
import { test } from "node:test";
import {
  csvHeader,
  fromPredictionLine,
  isFailure,
  toCsv,
  toPredictionLine,
} from "../../src/batches/prediction.js";

const found = {
  file_name: "a, b/ä.jpg",
  labels: [
    { label: "tabby, tabby cat", score: 0.75 },
    { label: "lynx", score: 0.25 },
  ],
};
const failed = { file_name: "c.jpg", error: { code: "InvalidImage", message: "Damaged." } };

test("a line reads back as the prediction that it was, and has no line breaks", () => {
  for (const prediction of [found, failed, { file_name: "two\nlines.jpg", labels: [] }]) {
    const line = toPredictionLine(prediction);
    assert.ok(!line.includes("\n"));
    assert.deepEqual(fromPredictionLine(line), prediction);
  }
});

test("a failure is told apart from labels", () => {
  assert.ok(isFailure(toPredictionLine(failed)));
  assert.ok(!isFailure(toPredictionLine(found)));
  assert.ok(!isFailure(toPredictionLine({ file_name: "error", labels: [] })));
});

test("a line that is no prediction is refused", () => {
  for (const line of ["{", "{}", '{"file_name":"a"}', '{"labels":[]}', "null"]) {
    assert.throws(() => fromPredictionLine(line), line);
  }
});

test("a line of CSV has the columns of its header, whatever was found", () => {
  assert.equal(csvHeader(1), "file_name,label,score,error\r\n");
  assert.equal(csvHeader(3), "file_name,label,score,label_2,score_2,label_3,score_3,error\r\n");
  assert.equal(toCsv(found, 1), '"a, b/ä.jpg","tabby, tabby cat",0.75,\r\n');
  assert.equal(toCsv(found, 3), '"a, b/ä.jpg","tabby, tabby cat",0.75,lynx,0.25,,,\r\n');
  assert.equal(toCsv(failed, 2), "c.jpg,,,,,InvalidImage\r\n");
});
