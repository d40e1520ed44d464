import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ClassifierError } from "../../../src/errors.js";
import { externalFiles, linkExternalFiles } from "../../../src/checkpoint/onnx/externalFiles.js";
import {
  toNode,
  toOnnx,
  type Initializer,
  type Model,
  type Node,
} from "../../../src/checkpoint/onnx/onnx.js";
import { bytes, integer, string } from "../../../src/checkpoint/onnx/protobuf.js";
import { attachHead } from "../../../src/checkpoint/onnx/attachHead.js";
import { withFeatureOutputs } from "../../../src/checkpoint/onnx/encoder.js";
import { temporaryFolder } from "../../temporaryFolder.js";
import { mutate } from "../../fuzz/mutate.js";
import { Random } from "../../random.js";
import { classifierFile, goldens, newHead } from "./classifiers.js";

const noCut = "model.onnx: has no classifier to cut off: ";

function node(type: string, inputs: string[], output: string, domain = ""): Node {
  return { name: `/${output}`, type, domain, inputs, outputs: [output], attributes: {} };
}

function constant(name: string, shape: number[]): Initializer {
  const length = shape.reduce((product, side) => product * side, 1);
  return { name, type: "float32", shape, data: new Uint8Array(4 * length) };
}

/** A graph of pixel_values to logits with a constant [6, 4]. */
function graph(nodes: readonly Node[], changes: Partial<Model> = {}): Uint8Array {
  return toOnnx({
    name: "test",
    producer: "",
    opsets: { "": 17 },
    metadata: {},
    inputs: [{ name: "pixel_values", type: "float32", shape: ["batch", 3, 8, 8] }],
    outputs: [{ name: "logits", type: "float32", shape: ["batch", 4] }],
    nodes,
    initializers: [constant("weight", [6, 4])],
    ...changes,
  });
}

const pool = node("GlobalAveragePool", ["pixel_values"], "pooled");
const product = node("MatMul", ["pooled", "weight"], "product");
const identity = node("Identity", ["product"], "logits");

/** Two branches, one of them within a subgraph that depends on the picture. */
function hiddenBranch(): Uint8Array {
  const start = graph([pool, product], {
    initializers: [constant("weight", [6, 4]), constant("condition", [])],
  });
  const inner = bytes(1, toNode(node("Relu", ["product"], "inner")));
  const attribute = Buffer.concat([string(1, "then_branch"), bytes(6, inner)]);
  const branch = [toNode(node("If", ["condition"], "branch")), bytes(5, attribute)];
  const sum = toNode(node("Add", ["product", "branch"], "logits"));
  const rest = [bytes(1, Buffer.concat(branch)), bytes(1, sum)];
  return Buffer.concat([start, bytes(7, Buffer.concat(rest))]);
}

const refusals: [title: string, onnx: Uint8Array, message: string][] = [
  [
    "that pools after its convolution",
    classifierFile("squeezenet"),
    "the way back from logits over Flatten leads to GlobalAveragePool /GlobalAveragePool, which is no layer with constant weights",
  ],
  [
    "of two branches",
    classifierFile("distilled"),
    "the way back from logits leads to Add /Add_1, which is no layer with constant weights",
  ],
  [
    "of two branches, one of them in a subgraph",
    hiddenBranch(),
    "the way back from logits leads to Add /logits, which is no layer with constant weights",
  ],
  [
    "whose weights are computed",
    graph([pool, node("MatMul", ["pooled", "pooled"], "product"), identity]),
    "the way back from logits over Identity leads to MatMul /product, which is no layer with constant weights",
  ],
  [
    "of other labels",
    graph([pool, node("MatMul", ["pooled", "square"], "product"), identity], {
      initializers: [constant("square", [6, 6])],
    }),
    "MatMul /product gives 6 logits, but there are 4 labels",
  ],
  [
    "of operators that are not ONNX's",
    graph([pool, product, node("Identity", ["product"], "logits", "example.org")]),
    "the way back from logits leads to Identity /logits, which is no layer with constant weights",
  ],
  [
    "whose integers come from elsewhere",
    graph([node("MatMulInteger", ["pixel_values", "weight"], "logits")]),
    "the features that MatMulInteger /logits reads cannot be found",
  ],
  [
    "without operators",
    graph([]),
    "the way back from logits leads to logits, which no operator makes",
  ],
  [
    "that runs in circles",
    graph([node("Identity", ["logits"], "product"), identity]),
    "its operators run in circles",
  ],
  ["without outputs", graph([pool, product, identity], { outputs: [] }), "it has no output"],
];
for (const [title, onnx, expected] of refusals) {
  test(`a graph ${title} is refused`, () => {
    const refusal = { code: "InvalidModel", message: `${noCut}${expected}` };
    assert.throws(() => withFeatureOutputs(onnx, 4), refusal);
    assert.throws(() => attachHead(onnx, 4, newHead(6, 3)), refusal);
  });
}

test("an operator set without Gemm's present form is refused", () => {
  const refusal = (has: string): object => ({
    code: "InvalidModel",
    message: `model.onnx: operator set 7 or later is needed, but it has ${has}`,
  });
  const nodes = [pool, product, identity];
  assert.throws(() => withFeatureOutputs(graph(nodes, { opsets: { "": 6 } }), 4), refusal("6"));
  assert.throws(() => withFeatureOutputs(graph(nodes, { opsets: {} }), 4), refusal("none"));
  assert.doesNotThrow(() => withFeatureOutputs(graph(nodes, { opsets: { "ai.onnx": 7 } }), 4));
});

test("an input that is named features already is refused", () => {
  const features = { name: "features", type: "float32", shape: [] } as const;
  const onnx = graph([pool, product, identity], { inputs: [features] });
  assert.throws(() => withFeatureOutputs(onnx, 4), {
    code: "InvalidModel",
    message: "model.onnx: has an input or output features already",
  });
});

test("only what the outputs need is left", () => {
  const other = node("Relu", ["unused"], "other");
  const onnx = graph([pool, other, product, identity]);
  assert.ok(!Buffer.from(withFeatureOutputs(onnx, 4)).includes("unused"));
  const trained = Buffer.from(attachHead(onnx, 4, newHead(6, 3)));
  for (const name of ["unused", "product"]) assert.ok(!trained.includes(name), name);
  assert.ok(trained.includes("GlobalAveragePool"));
});

test("fields that this product does not know stay as they are", () => {
  const onnx = graph([pool, product, identity]);
  const unknown = Buffer.concat([string(2, "another producer"), string(3, "1.0"), integer(999, 7)]);
  const inGraph = bytes(7, string(10, "a note on the graph"));
  const encoder = Buffer.from(withFeatureOutputs(Buffer.concat([onnx, unknown, inGraph]), 4));
  assert.ok(encoder.includes(unknown));
  assert.ok(encoder.includes("a note on the graph"));
  assert.doesNotThrow(() => withFeatureOutputs(attachHead(onnx, 4, newHead(6, 3)), 3));
});

function weightsAt(file: string): Uint8Array {
  const data = { file, offset: 0, length: 16 };
  return graph([], { initializers: [{ name: "a", type: "float32", shape: [4], data }] });
}

test("weights come along into a new folder and replace none there", async (t) => {
  const [from, to] = [await temporaryFolder(t), await temporaryFolder(t)];
  await mkdir(join(from, "weights"));
  await writeFile(join(from, "weights/a.bin"), "the weights");
  const onnx = weightsAt("weights/a.bin");
  await linkExternalFiles(onnx, from, to);
  assert.equal(await readFile(join(to, "weights/a.bin"), "utf8"), "the weights");
  await writeFile(join(from, "other.bin"), "other weights");
  await writeFile(join(to, "other.bin"), "weights of another model");
  await assert.rejects(linkExternalFiles(weightsAt("other.bin"), from, to), { code: "EEXIST" });
  assert.equal(await readFile(join(to, "other.bin"), "utf8"), "weights of another model");
});

test("weights outside of the model's folder are refused", () => {
  assert.deepEqual(externalFiles(weightsAt("model.onnx.data")), ["model.onnx.data"]);
  assert.deepEqual(externalFiles(weightsAt("weights/./a.bin")), ["weights/a.bin"]);
  for (const file of ["../a.bin", "weights/../../a.bin", "/etc/passwd", "..\\a.bin", ""]) {
    assert.throws(() => externalFiles(weightsAt(file)), {
      code: "InvalidModel",
      message: `model.onnx: the file ${file} of its weights is not in its folder`,
    });
  }
});

const noModel = { code: "InvalidModel", message: "model.onnx: is no ONNX model" };

test("what is no model at all is refused", () => {
  const empty = Buffer.alloc(0);
  for (const onnx of [empty, Buffer.from("no model"), Buffer.alloc(50, 0xff), bytes(7, empty)]) {
    assert.throws(() => withFeatureOutputs(onnx, 4), noModel);
    assert.throws(() => attachHead(onnx, 4, newHead(6, 4)), noModel);
  }
});

test("subgraphs that are nested without end are refused", () => {
  // Each level is the graph of an attribute of a node of the level above.
  const wrap = (length: number): number[] => [
    0x80 | (length & 0x7f),
    0x80 | ((length >> 7) & 0x7f),
    length >> 14,
  ];
  const levels: number[] = [];
  for (let level = 0; level < 20_000; level++) {
    for (const tag of [0x32, 0x2a, 0x0a]) levels.push(...wrap(levels.length).toReversed(), tag);
  }
  const nested = Buffer.from(levels.toReversed());
  assert.throws(() => withFeatureOutputs(bytes(7, nested), 4), noModel);
});

test("models cut short anywhere are refused or work", () => {
  for (const name of ["old", "branching", "resnet-dynamic"]) {
    const onnx = classifierFile(name);
    for (let length = 0; length < onnx.length; length++) {
      refusedOrDone(onnx.subarray(0, length));
    }
  }
});

test("damaged models are refused or work", () => {
  let refused = 0;
  for (const [seed, name] of Object.keys(goldens).entries()) {
    const random = new Random(seed);
    const onnx = classifierFile(name);
    for (let count = 0; count < 100; count++) refused += refusedOrDone(mutate(onnx, random));
  }
  assert.ok(refused > 500, `only ${refused} were refused`);
});

/** @returns 1 where the bytes were refused */
function refusedOrDone(onnx: Uint8Array): number {
  try {
    withFeatureOutputs(onnx, 4);
    externalFiles(attachHead(onnx, 4, newHead(6, 3)));
    return 0;
  } catch (error) {
    assert.ok(error instanceof ClassifierError, String(error));
    assert.equal(error.code, "InvalidModel");
    return 1;
  }
}
