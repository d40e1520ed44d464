import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { linkExternalFiles } from "../../../src/checkpoint/onnx/externalFiles.js";
import type { Linear } from "../../../src/checkpoint/onnx/linear.js";
import { readOnnx } from "../../../src/checkpoint/onnx/onnxReader.js";
import { readOnnxModel } from "../../../src/checkpoint/onnx/onnxModel.js";
import { readMessages } from "../../../src/checkpoint/onnx/protobufReader.js";
import { openWeights } from "../../../src/checkpoint/weights/weights.js";
import { findCheckpoint } from "../../../src/checkpoint/weights/sourceFolder.js";
import { applyHead } from "../../../src/inference/heads.js";
import { attachHead } from "../../../src/checkpoint/onnx/attachHead.js";
import { withFeatureOutputs } from "../../../src/checkpoint/onnx/encoder.js";
import { checkpointFolder, fp32, imported, int8, largestDifference } from "../fixtures.js";
import { temporaryFolder } from "../../temporaryFolder.js";
import { shippedModel } from "../../modelFolder.js";
import { runModel, type Result } from "../../runModel.js";
import { classifierFile, goldens, headOf, newHead } from "./classifiers.js";

/** ONNX Runtime joins other operators where a value in between is an output: 8 bits may round elsewhere. */
const oneStep = 1.01 / 255;

for (const [name, golden] of Object.entries(goldens)) {
  const onnx = classifierFile(name);
  const { width, labels, output } = golden;
  // Half precision and 8 bits in the graph; PyTorch computed in single precision.
  const tolerance = golden.exact ? 1e-5 : 0.1;

  test(`${name}: the model with its own classifier attached gives PyTorch's logits`, async () => {
    const results = await runModel(attachHead(onnx, labels, headOf(golden)));
    assert.deepEqual(Object.keys(results), ["logits", ...outputsBeside(name)]);
    assertClose(results["logits"], golden.logits, 2 * tolerance);
  });

  test(`${name}: features, maps and the model's own output come in one run`, async () => {
    const enriched = withFeatureOutputs(onnx, labels);
    const results = await runModel(enriched);
    const integers = ["resnet-dynamic", "mobilenet-dynamic"].includes(name);
    const beside = outputsBeside(name).filter((one) => !integers || one !== "class_map");
    assert.deepEqual(Object.keys(results), [output, ...beside]);
    assertClose(results[output], golden.result, golden.exact ? 1e-5 : oneStep);
    assert.deepEqual(results["features"]?.dims, [2, width]);
    assertClose(results["features"], golden.features, tolerance);
    assertMaps(results, headOf(golden), tolerance);
    assert.deepEqual(withFeatureOutputs(enriched, labels), enriched);
  });

  test(`${name}: a classifier of other labels gives what its weights say`, async () => {
    const head = newHead(width, 9);
    const once = attachHead(onnx, labels, head);
    const results = await runModel(once);
    assertClose(results["features"], golden.features, tolerance);
    assertClose(results["logits"], logitsOf(head, results["features"]?.data), 1e-5);
    assertMaps(results, head, tolerance);
    // A new model can be changed again, and does not grow.
    assert.deepEqual(attachHead(once, 9, head), once);
  });
}

test("the shipped model: features, its own classifier again", async () => {
  const onnx = await readFile(join(shippedModel, "model.onnx"));
  // The script that made it adds what the import would: only the order of the fields differs.
  const again = withFeatureOutputs(onnx, 1000);
  assert.equal(again.length, onnx.length);
  assert.deepEqual(readOnnx(Buffer.from(again)), readOnnx(onnx));
  const head = readHead(onnx, "classifier");
  const results = await runModel(onnx);
  const { logits, features } = results;
  assert.deepEqual(Object.keys(results), ["logits", "features", "feature_map", "class_map"]);
  assertClose(logits, logitsOf(head, features?.data), 1e-5);
  assertMaps(results, head, 1e-5);
  const same = attachHead(onnx, 1000, head);
  assertClose(logits, [...((await runModel(same))["logits"]?.data ?? [])], 1e-5);
  assert.ok(Math.abs(same.length - onnx.length) < 100, "a classifier was left over");
  assert.deepEqual(readOnnx(Buffer.from(same)), readOnnx(onnx));
});

for (const [precision, options] of Object.entries({ fp32, int8 })) {
  for (const variant of ["base", "cls-token"]) {
    test(`BEiT ${variant}, ${precision}: a new folder that needs nothing of the old one`, async (t) => {
      const checkpoint = await checkpointFolder(t, variant);
      const folder = await imported(t, checkpoint, options);
      const onnx = await readFile(join(folder, "model.onnx"));
      const head = await readCheckpointHead(checkpoint);
      const { logits } = await runModel(join(folder, "model.onnx"));

      const write = async (name: string, bytes: Uint8Array): Promise<string> => {
        const target = join(await temporaryFolder(t), name);
        await mkdir(target);
        await linkExternalFiles(bytes, folder, target);
        await writeFile(join(target, "model.onnx"), bytes);
        return join(target, "model.onnx");
      };
      const same = await write("same", attachHead(onnx, 5, head));
      await rm(folder, { recursive: true });

      const outputs = await runModel(same);
      const maps = variant === "cls-token" ? [] : ["feature_map", "class_map"];
      assert.deepEqual(Object.keys(outputs), ["logits", "features", ...maps]);
      const expected = logitsOf(head, outputs["features"]?.data);
      assertClose(outputs["logits"], expected, 1e-5);
      assertMaps(outputs, head, 1e-5);
      // The classifier in 8 bits differs from the one in float32 that took its place.
      assertClose(logits, expected, precision === "fp32" ? 1e-5 : 0.05);
      const { metadata } = readOnnx(await readFile(same));
      assert.deepEqual(metadata, readOnnx(onnx).metadata);
    });
  }
}

test("a classifier of another width is refused", () => {
  assert.throws(() => attachHead(classifierFile("vit-dynamo"), 4, newHead(7, 3)), {
    code: "InvalidModel",
    message: "model.onnx: gives 6 features, but the classifier takes 7",
  });
});

function assertClose(result: Result | undefined, expected: readonly number[], by: number): void {
  const difference = largestDifference([...(result?.data ?? [])], expected);
  assert.ok(difference <= by, `largest difference ${difference}`);
}

/** The further outputs of a graph: only pooled maps can be shown, from Einsum's operator set on. */
function outputsBeside(name: string): string[] {
  if (/^(vit|convnext|mobilenet)/.test(name)) return ["features"];
  return ["features", "feature_map", ...(name === "old" ? [] : ["class_map"])];
}

/** The cells' features add up to the picture's, and what the classifier says of them to the best logit. */
function assertMaps(
  { features, feature_map: map, class_map: classMap }: Readonly<Record<string, Result>>,
  { weight, outputs, inputs }: Linear,
  tolerance: number,
): void {
  if (!map) return;
  const [, , rows = 0, columns = 0] = map.dims;
  const cells = rows * columns;
  const means = (values: Float32Array): number[] =>
    Array.from({ length: values.length / cells }, (_, plane) =>
      values.subarray(plane * cells, (plane + 1) * cells).reduce((sum, value) => sum + value, 0),
    ).map((sum) => sum / cells);
  assertClose(features, means(map.data), tolerance);
  if (!classMap) return;
  assert.deepEqual(classMap.dims, [2, rows, columns]);
  const bias = new Float32Array(outputs);
  const withoutBias = logitsOf({ weight, bias, inputs, outputs }, features?.data);
  means(classMap.data).forEach((value, picture) => {
    const ofPicture = withoutBias.slice(picture * outputs, (picture + 1) * outputs);
    const nearest = Math.min(...ofPicture.map((logit) => Math.abs(logit - value)));
    assert.ok(nearest <= tolerance, `no label has the logit ${value}`);
  });
}

/** What the classifier says of features. */
function logitsOf({ weight, bias }: Linear, features: Iterable<number> = []): number[] {
  return [...applyHead({ weights: weight, bias }, Float32Array.from(features))];
}

/** A layer that a graph keeps in float32 as PyTorch does. */
function readHead(onnx: Uint8Array, name: string): Linear {
  const read = (part: string): Float32Array => {
    const tensor = readOnnxModel(onnx).initializers.find((item) => item.name === `${name}.${part}`);
    const raw = [...readMessages(tensor?.body ?? Buffer.alloc(0), 9)];
    return new Float32Array(Uint8Array.from(raw[0] ?? []).buffer);
  };
  const [weight, bias] = [read("weight"), read("bias")];
  return { inputs: weight.length / bias.length, outputs: bias.length, weight, bias };
}

async function readCheckpointHead(folder: string): Promise<Linear> {
  const tensors = await openWeights((await findCheckpoint(folder)).weights);
  const weight = await tensors.read("classifier.weight");
  const bias = await tensors.read("classifier.bias");
  await tensors.close();
  return { inputs: weight.length / bias.length, outputs: bias.length, weight, bias };
}
