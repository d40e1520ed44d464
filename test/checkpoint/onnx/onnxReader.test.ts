import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { readOnnx } from "../../../src/checkpoint/onnx/onnxReader.js";
import { fixture } from "../../paths.js";

for (const [file, precision] of [
  ["half", "fp16"],
  ["resnet-qdq", "int8"],
  ["resnet-torchscript", "fp32"],
  ["vit-dynamo", "fp32"],
] as const) {
  test(`${file} has weights in ${precision}`, async () => {
    const onnx = await readFile(fixture(`classifiers/${file}.onnx`));
    assert.equal(readOnnx(onnx).precision, precision);
  });
}
