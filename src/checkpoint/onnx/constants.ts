import { dataTypes } from "./onnx.js";
import type { OnnxModel, OnnxNode } from "./onnxModel.js";
import { readInteger, readIntegers, readMessages, readString } from "./protobufReader.js";

/** A value that does not depend on the graph's inputs. */
export interface Constant {
  /** Undefined where it is the result of an operator that is not understood here. */
  readonly shape: readonly number[] | undefined;
  readonly isFloat32: boolean;
  /** Its elements, where it is one of few whole numbers, such as axes. */
  readonly integers?: readonly number[] | undefined;
}

/** Lists of axes are shorter. */
const mostIntegers = 8;

const unknown: Constant = { shape: undefined, isFloat32: false };

/**
 * Finds the constants of a graph by their names: its initializers, and the results of operators that
 * read constants alone, such as a matrix that is stored as integers or transposed.
 */
export function constantsOf({ initializers, nodes }: OnnxModel): ReadonlyMap<string, Constant> {
  const constants = new Map(initializers.map(({ name, body }) => [name, toConstant(body)]));
  // Operators are in topological order (onnx/docs/IR.md).
  for (const node of nodes) {
    const { inputs, innerNames } = node;
    const isConstant =
      node.type === "Constant" ||
      // A subgraph may read values that are not constant.
      (inputs.length > 0 &&
        innerNames.length === 0 &&
        inputs.every((name) => name === "" || constants.has(name)));
    if (!isConstant) continue;
    const result = resultOf(node, (input) => constants.get(inputs[input] ?? "") ?? unknown);
    for (const output of node.outputs) constants.set(output, result);
  }
  return constants;
}

/** Reads the bytes of an attribute; empty where the operator lacks it. */
export function attribute({ body }: OnnxNode, name: string): Buffer {
  const attributes = readMessages(body, 5);
  return attributes.find((item) => readString(item, 1) === name) ?? Buffer.alloc(0);
}

/** Reads a whole number from an operator's attributes; 0 where the operator lacks it. */
export function integerAttribute(node: OnnxNode, name: string): number {
  return readInteger(attribute(node, name), 3);
}

export function integersAttribute(node: OnnxNode, name: string): number[] {
  return readIntegers(attribute(node, name), 8);
}

function toConstant(tensor: Buffer): Constant {
  const shape = readIntegers(tensor, 1);
  const type = readInteger(tensor, 2);
  const isList = type === dataTypes.int64 && shape.length === 1;
  const integers = isList ? readElements(tensor).slice(0, mostIntegers) : undefined;
  return { shape, isFloat32: type === dataTypes.float32, integers };
}

/** An int64 tensor has its elements as bytes or as numbers. */
function readElements(tensor: Buffer): number[] {
  const [raw] = readMessages(tensor, 9);
  if (!raw) return readIntegers(tensor, 7);
  const count = Math.min(Math.floor(raw.length / 8), mostIntegers);
  return Array.from({ length: count }, (_, i) => Number(raw.readBigInt64LE(8 * i)));
}

function resultOf(node: OnnxNode, input: (index: number) => Constant): Constant {
  const { shape, isFloat32 } = input(0);
  switch (node.type) {
    case "Constant": {
      const [tensor] = readMessages(attribute(node, "value"), 5);
      return tensor ? toConstant(tensor) : unknown;
    }
    case "Identity":
      return { shape, isFloat32 };
    case "Cast":
      return { shape, isFloat32: integerAttribute(node, "to") === dataTypes.float32 };
    case "QuantizeLinear":
      return { shape, isFloat32: false };
    case "DequantizeLinear":
      return { shape, isFloat32: input(1).isFloat32 };
    case "Transpose": {
      const order = integersAttribute(node, "perm");
      if (order.length === 0) return { shape: shape?.toReversed(), isFloat32 };
      return { shape: shape && order.map((axis) => shape[axis] ?? 0), isFloat32 };
    }
    default:
      return unknown;
  }
}
