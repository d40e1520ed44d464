import type { BeitConfig } from "./config.js";
import type { BeitTensors } from "./tensors.js";
import type { Graph } from "../onnx/graph.js";
import { scaleOutputs, type Linear, type LinearWriter } from "../onnx/linear.js";

/** What the parts of the graph are written from and to. */
export interface BeitParts {
  readonly config: BeitConfig;
  readonly tensors: BeitTensors;
  readonly graph: Graph;
  readonly addLinear: LinearWriter;
}

export async function addLayerNorm(
  { config, tensors, graph }: BeitParts,
  name: string,
  input: string,
): Promise<string> {
  const constant = async (part: string): Promise<string> => {
    const values = await tensors.read(`${name}.${part}`, config.hiddenSize);
    return graph.constant(`${name}.${part}`, [config.hiddenSize], values);
  };
  const inputs = [input, await constant("weight"), await constant("bias")];
  const attributes = { axis: -1n, epsilon: config.layerNormEpsilon };
  return graph.op("LayerNormalization", name, inputs, attributes);
}

/** @param bias false where the layer has none, as the keys of the attention */
export async function readLinear(
  { tensors }: BeitParts,
  name: string,
  inputs: number,
  outputs: number,
  bias = true,
): Promise<Linear> {
  return {
    inputs,
    outputs,
    weight: await tensors.read(`${name}.weight`, outputs, inputs),
    bias: bias ? await tensors.read(`${name}.bias`, outputs) : new Float32Array(outputs),
  };
}

/** A layer back to the hidden size, with the layer scale that follows it. */
export async function readScaled(
  parts: BeitParts,
  name: string,
  inputs: number,
  scale: string,
): Promise<Linear> {
  const { config, tensors } = parts;
  const linear = await readLinear(parts, name, inputs, config.hiddenSize);
  if (!config.layerScale) return linear;
  const factors = await tensors.read(scale, config.hiddenSize);
  return scaleOutputs(linear, (output) => factors[output] ?? 1);
}
