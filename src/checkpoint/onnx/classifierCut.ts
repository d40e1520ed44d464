import type { OnnxModel, OnnxNode, Part } from "./onnxModel.js";
import { producers } from "./pruneModel.js";
import { ClassifierError } from "../../errors.js";
import { constantsOf, integerAttribute, integersAttribute, type Constant } from "./constants.js";

/** Where a graph's classifier, its last linear layer, can be cut off. */
export interface ClassifierCut {
  /** The value that the layer reads: the pooled features of each picture. */
  readonly features: string;
  /** How many features a picture has. */
  readonly width: number;
  /** True where the value is float32 [batch, width]; else it may have further axes of length 1. */
  readonly isMatrix: boolean;
  /** Undefined where the weights are spread over several values. */
  readonly weights: ClassifierWeights | undefined;
}

/** A value of the graph that has the weights of every label. */
export interface ClassifierWeights {
  readonly value: string;
  /** The axis that has the labels. */
  readonly labelAxis: bigint;
  /** The axes in Einsum's letters: b for the labels, f for the features, others of length 1. */
  readonly axes: string;
  /** A value with one factor per label, if the weights are to be multiplied. */
  readonly scale?: string | undefined;
}

/**
 * Finds the linear layer that gives the logits. From the output `logits`, else the first output, the
 * search goes back over operators that keep one number per label.
 *
 * @throws ClassifierError `InvalidModel`, saying what was found instead; RangeError where the model is
 *   damaged
 */
export function findClassifier(model: OnnxModel, labelCount: number): ClassifierCut {
  const output = logitsOutput(model);
  const graph: Graph = { makers: producers(model), constants: constantsOf(model) };
  const passed: string[] = [];
  let value = output.name;
  // A longer way than the graph means that a damaged graph has a cycle.
  while (passed.length <= model.nodes.length) {
    const node = graph.makers.get(value);
    if (!node) throw unfit(output.name, passed, `${value}, which no operator makes`);
    const layer = toLinearNode(node, graph);
    if (layer) return toCut(layer, node, labelCount);
    const before = previous(node, graph);
    if (before === undefined) {
      throw unfit(
        output.name,
        passed,
        `${describe(node)}, which is no layer with constant weights`,
      );
    }
    passed.push(node.type);
    value = before;
  }
  throw invalid("its operators run in circles");
}

/** @throws ClassifierError `InvalidModel` where there is no output at all */
export function logitsOutput({ outputs }: OnnxModel): Part {
  const output = outputs.find(({ name }) => name === "logits") ?? outputs[0];
  if (!output) throw invalid("it has no output");
  return output;
}

interface Graph {
  readonly makers: ReadonlyMap<string, OnnxNode>;
  readonly constants: ReadonlyMap<string, Constant>;
}

interface LinearNode {
  readonly input: string | undefined;
  readonly inputs: number;
  readonly outputs: number;
  readonly isMatrix: boolean;
  readonly weights?: ClassifierWeights | undefined;
}

/** ONNX Runtime's own domain uses ONNX's names for operators that do the same. */
const domains = new Set(["", "com.microsoft"]);

/** @returns undefined where the operator is no linear layer, or its weights are not constant */
function toLinearNode(node: OnnxNode, graph: Graph): LinearNode | undefined {
  const [input, weight = ""] = node.inputs;
  const constant = graph.constants.get(weight);
  const shape = constant?.shape;
  if (!domains.has(node.domain) || !shape) return undefined;
  const [rows = 0, columns = 0] = shape;
  const byColumn = { value: weight, labelAxis: 1n, axes: "fb" };
  const matrix = { input, inputs: rows, outputs: columns, isMatrix: false, weights: byColumn };
  switch (node.type) {
    case "Gemm": {
      if (shape.length !== 2 || integerAttribute(node, "transA") === 1) return undefined;
      const isMatrix = constant.isFloat32;
      if (integerAttribute(node, "transB") === 0) return { ...matrix, isMatrix };
      const weights = { value: weight, labelAxis: 0n, axes: "bf" };
      return { input, inputs: columns, outputs: rows, isMatrix, weights };
    }
    case "MatMul":
      return shape.length === 2 ? matrix : undefined;
    case "DynamicQuantizeMatMul": {
      const [, , scale = "", zeroPoint = ""] = node.inputs;
      const isByLabel = graph.constants.get(scale)?.shape?.join() === String(columns);
      const weights = isByLabel && zeroPoint === "" ? { ...byColumn, scale } : undefined;
      return shape.length === 2 ? { ...matrix, weights } : undefined;
    }
    case "MatMulInteger": {
      const source = beforeQuantizing(input, graph);
      return shape.length === 2 ? { ...matrix, input: source, weights: undefined } : undefined;
    }
    case "Conv":
    case "ConvInteger": {
      // On pooled features, [batch, width, 1, 1], a 1 × 1 convolution is a linear layer.
      const isPointwise = shape.length > 2 && shape.slice(2).every((length) => length === 1);
      const isPadded = integersAttribute(node, "pads").some((pad) => pad !== 0);
      if (!isPointwise || isPadded || integerAttribute(node, "group") > 1) return undefined;
      const layer = { inputs: columns, outputs: rows, isMatrix: false };
      if (node.type !== "Conv") return { ...layer, input: beforeQuantizing(input, graph) };
      const axes = `bf${"ijk".slice(0, shape.length - 2)}`;
      return { ...layer, input, weights: { value: weight, labelAxis: 0n, axes } };
    }
    default:
      return undefined;
  }
}

/** @returns the floats that DynamicQuantizeLinear turns into the integers */
function beforeQuantizing(integers: string | undefined, { makers }: Graph): string | undefined {
  const quantizer = makers.get(integers ?? "");
  return quantizer?.type === "DynamicQuantizeLinear" ? quantizer.inputs[0] : undefined;
}

/** Operators that change neither the number of logits nor their order. */
const keepLogits = new Set([
  ...["Identity", "Cast", "Dropout", "QuantizeLinear", "DequantizeLinear"],
  ...["Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose"],
  ...["Softmax", "LogSoftmax", "Sigmoid"],
]);

/** @returns the value that an operator after the classifier passes on; undefined for others */
function previous(node: OnnxNode, graph: Graph): string | undefined {
  if (!domains.has(node.domain)) return undefined;
  if (keepLogits.has(node.type)) return node.inputs[0];
  if (node.type === "Add") return soleOf(node, (input) => !graph.constants.has(input));
  if (node.type === "Mul") return soleOf(node, (input) => isIntegerProduct(input, graph));
  return undefined;
}

/** @returns the only input that fits; undefined where several do, or none */
function soleOf({ inputs }: OnnxNode, fits: (input: string) => boolean): string | undefined {
  const [sole, ...others] = inputs.filter(fits);
  return others.length === 0 ? sole : undefined;
}

/** Tells whether the value is a product of integers, which a Mul by the scales follows. */
function isIntegerProduct(value: string, { makers }: Graph): boolean {
  const cast = makers.get(value);
  const product = makers.get(cast?.inputs[0] ?? "");
  return (
    cast?.type === "Cast" && (product?.type === "MatMulInteger" || product?.type === "ConvInteger")
  );
}

function toCut(
  { input, inputs, outputs, isMatrix, weights }: LinearNode,
  node: OnnxNode,
  labelCount: number,
): ClassifierCut {
  if (outputs !== labelCount) {
    throw invalid(`${describe(node)} gives ${outputs} logits, but there are ${labelCount} labels`);
  }
  if (input === undefined || input === "" || !Number.isSafeInteger(inputs) || inputs < 1) {
    throw invalid(`the features that ${describe(node)} reads cannot be found`);
  }
  return { features: input, width: inputs, isMatrix, weights };
}

function unfit(output: string, passed: readonly string[], found: string): ClassifierError {
  const way = passed.length === 0 ? "" : ` over ${passed.join(", ")}`;
  return invalid(`the way back from ${output}${way} leads to ${found}`);
}

function describe({ type, name, outputs }: OnnxNode): string {
  return `${type} ${name || outputs[0] || ""}`.trim();
}

function invalid(message: string): ClassifierError {
  return new ClassifierError(
    "InvalidModel",
    `model.onnx: has no classifier to cut off: ${message}`,
  );
}
