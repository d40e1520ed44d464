import assert from "node:assert/strict";
import { test } from "node:test";
import { mlTableFiles } from "../../../src/learning/dataset/mlTable.js";

test("an MLTable as Azure ML's examples write it", () => {
  const text = `$schema: https://azuremlschemas.azureedge.net/latest/MLTable.schema.json
# Rows of the training set
type: mltable
paths:
  - file: ./train_annotations.jsonl # the only one
transformations:
  - read_json_lines:
        encoding: utf8
        invalid_lines: error
        include_path_column: false
  - convert_column_types:
      - columns: image_url
        column_type: stream_info
`;
  assert.deepEqual(mlTableFiles(text, "data/MLTable"), ["data/train_annotations.jsonl"]);
});

test("several files, quoted or not, at the left margin", () => {
  const text = `---\npaths:\n- file: 'a b.jsonl'\n- file: "./#1.jsonl"\n\n- file: c/d.jsonl`;
  assert.deepEqual(mlTableFiles(text, "MLTable"), ["a b.jsonl", "#1.jsonl", "c/d.jsonl"]);
});

test("any YAML that says the same is the same", () => {
  for (const text of [
    "paths: [{file: a.jsonl}]",
    "{paths: [{file: a.jsonl}]}",
    "  paths:\n    - file: >-\n        a.jsonl",
    "x: &name a.jsonl\npaths:\n  - file: !!str a.jsonl\ntransformations: [read_json_lines]",
  ]) {
    assert.deepEqual(mlTableFiles(text, "MLTable"), ["a.jsonl"], text);
  }
});

test("what is not understood is refused with its line", () => {
  const faults: [string, RegExp][] = [
    ["", /line 1: paths: lists no file/],
    ["type: mltable\npaths:\n", /line 1: paths: lists no file/],
    ["paths: a.jsonl", /line 1: expected a list/],
    ["\nrows", /line 2: expected keys such as paths:/],
    ["paths:\n  - folder: ./a", /line 2: expected - file/],
    ["paths:\n  - pattern: ./*.jsonl", /line 2: expected - file/],
    ["paths:\n  - file: a.jsonl\n    other: b", /line 2: expected - file/],
    ["paths:\n  - a.jsonl", /line 2: expected - file/],
    ["paths:\n  - file: 7", /line 2: expected - file/],
    ["paths:\n  - file: *anchor", /line 2: /],
    ["paths:\n  - file: 'a", /line 2: is not valid YAML/],
    ["paths:\n  - file: https://example.org/a.jsonl", /line 2: .*expected a relative path/],
    ["paths:\n  - file: azureml://a/paths/b.jsonl", /line 2: .*expected a relative path/],
    ["paths:\n  - file: /etc/a.jsonl", /line 2: .*expected a relative path/],
    ["paths:\n- file: a\n file: b", /line 3: is not valid YAML/],
    ["{paths: []}", /line 1: paths: lists no file/],
    ["paths:\n- file: a\ntransformations:\n- read_json_lines\n- take: 5", /line 5: take: is not/],
    ["paths:\n- file: a\ntransformations: [take: 5]", /line 3: take: is not supported/],
  ];
  for (const [text, message] of faults) {
    assert.throws(() => mlTableFiles(text, "MLTable"), { name: "DatasetError", message }, text);
  }
});
