import assert from "node:assert/strict";
import { test } from "node:test";
import { toAnswerType, toClassifyAnswer } from "../../../src/contracts/classify/classifyAnswer.js";
import { httpRequest } from "../../httpRequest.js";

const labels = [
  { label: "tabby, tabby cat", score: 0.75 },
  { label: "=cmd", score: 0.25 },
];

test("JSON is the type of the answer unless CSV is preferred", () => {
  const typeFor = (headers: Record<string, string>) => toAnswerType(httpRequest("", { headers }));
  assert.equal(typeFor({}), "application/json");
  assert.equal(typeFor({ accept: "text/csv" }), "text/csv");
  assert.throws(() => typeFor({ accept: "image/png" }), { code: "NotAcceptable" });
});

test("labels as JSON are the labels", () => {
  assert.deepEqual(toClassifyAnswer(labels, "application/json"), { jsonBody: labels, headers: {} });
  const { headers } = toClassifyAnswer(labels, "application/json", ["fridge@3", "doors"]);
  assert.deepEqual(headers, { "x-classifier-head": "fridge@3,doors" });
});

test("labels as CSV have a line each, guarded against formulas", () => {
  const { body, headers } = toClassifyAnswer(labels, "text/csv");
  assert.equal(body, 'label,score\r\n"tabby, tabby cat",0.75\r\n\'=cmd,0.25\r\n');
  assert.match(String(Object(headers)["content-type"]), /^text\/csv/);
});

test("labels of several files have the file's name before them", () => {
  const files = [
    { name: "a.jpg", labels: labels.slice(0, 1) },
    { name: "b,c.jpg", labels: labels.slice(1) },
  ];
  const { body } = toClassifyAnswer(files, "text/csv");
  assert.equal(
    body,
    'name,label,score\r\na.jpg,"tabby, tabby cat",0.75\r\n"b,c.jpg",\'=cmd,0.25\r\n',
  );
});

test("no labels are a header alone", () => {
  assert.equal(toClassifyAnswer([], "text/csv").body, "label,score\r\n");
});
