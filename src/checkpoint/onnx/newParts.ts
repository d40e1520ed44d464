/** Parts that are added to a graph that was read. */

import { dataTypes, toNode, toTensor, toValueInfo, type Node } from "./onnx.js";
import { newPart, toOnnxNode, type OnnxNode, type Part } from "./onnxModel.js";

/** One of ONNX's own operators. */
export function newNode(node: Omit<Node, "domain">): OnnxNode {
  return toOnnxNode(newPart(1, node.name, toNode({ ...node, domain: "" })));
}

/** The value in float32, by a new name. */
export function toFloat(value: string, name: string): OnnxNode {
  const attributes = { to: BigInt(dataTypes.float32) };
  return newNode({ name, type: "Cast", inputs: [value], outputs: [name], attributes });
}

/** An output of float32 [batch, …]; a name instead of a length leaves that length open. */
export function newOutput(name: string, ...shape: readonly (number | string)[]): Part {
  return newPart(12, name, toValueInfo({ name, type: "float32", shape: ["batch", ...shape] }));
}

/** ONNX is little-endian, as is every processor that ONNX Runtime has a Node package for. */
export function newInitializer(
  name: string,
  shape: readonly number[],
  elements: Float32Array,
): Part {
  const data = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  return newPart(5, name, toTensor({ name, type: "float32", shape, data }));
}
