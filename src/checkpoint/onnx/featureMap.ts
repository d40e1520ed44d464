import { constantsOf, integersAttribute, type Constant } from "./constants.js";
import type { OnnxModel, OnnxNode } from "./onnxModel.js";
import { producers } from "./pruneModel.js";

/** Operators that change neither the number of features nor their order. */
const keepFeatures = new Set([
  ...["Identity", "Cast", "Dropout", "QuantizeLinear", "DequantizeLinear"],
  ...["Flatten", "Reshape", "Squeeze", "Unsqueeze"],
]);

/**
 * Finds the map, [batch, width, rows, columns], whose mean over rows and columns are the features.
 *
 * @param features a value of the graph
 * @returns undefined where there is none: other layers follow the pooling, or tokens are no grid
 */
export function findFeatureMap(model: OnnxModel, features: string): string | undefined {
  const makers = producers(model);
  const constants = constantsOf(model);
  let node = makers.get(features);
  while (node && keepFeatures.has(node.type)) node = makers.get(node.inputs[0] ?? "");
  return node && isPooling(node, constants) ? node.inputs[0] : undefined;
}

function isPooling(node: OnnxNode, constants: ReadonlyMap<string, Constant>): boolean {
  if (node.type === "GlobalAveragePool") return true;
  if (node.type !== "ReduceMean") return false;
  // Since operator set 18 the axes are an input.
  const given = constants.get(node.inputs[1] ?? "")?.integers;
  const axes = given ?? integersAttribute(node, "axes");
  return ["2,3", "-2,-1"].includes(axes.toSorted((a, b) => a - b).join());
}
