import type { Activation } from "./config.js";
import type { Graph } from "../onnx/graph.js";

/**
 * Adds the function between the two layers of an MLP.
 *
 * @returns its output
 */
export function addActivation(
  graph: Graph,
  name: string,
  input: string,
  activation: Activation,
): string {
  if (activation === "relu") return graph.op("Relu", name, [input]);
  const approximate = activation === "gelu" ? "none" : "tanh";
  return graph.op("Gelu", name, [input], { approximate });
}
