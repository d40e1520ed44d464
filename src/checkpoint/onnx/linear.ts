import type { Graph } from "./graph.js";

/** A fully connected layer, y = x·Wᵀ + b, in PyTorch's layout. */
export interface Linear {
  readonly inputs: number;
  readonly outputs: number;
  /** [outputs, inputs] in row-major order */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Adds the operators of a layer, whose weights the graph has once however often it is applied.
 *
 * @returns their output, of the given name
 */
export type ApplyLinear = (input: string, name: string) => string;

/** Adds the weights of a fully connected layer to a graph. */
export type LinearWriter = (graph: Graph, name: string, linear: Linear) => Promise<ApplyLinear>;

export const addFloatLinear: LinearWriter = async (graph, layer, linear) => {
  const { inputs, outputs } = linear;
  const transposed = transpose(linear.weight, outputs, inputs, new Float32Array(inputs * outputs));
  const weight = await graph.constant(`${layer}.weight`, [inputs, outputs], transposed);
  const bias = await graph.constant(`${layer}.bias`, [outputs], linear.bias);
  return (input, name) => {
    const product = graph.op("MatMul", `${name}.product`, [input, weight]);
    return graph.op("Add", name, [product, bias]);
  };
};

/** Joins layers that read the same input into one; their outputs follow each other. */
export function stack(linears: readonly Linear[]): Linear {
  return {
    inputs: linears[0]?.inputs ?? 0,
    outputs: linears.reduce((sum, { outputs }) => sum + outputs, 0),
    weight: concatenate(linears.map(({ weight }) => weight)),
    bias: concatenate(linears.map(({ bias }) => bias)),
  };
}

/** Multiplies each output by a factor, so that a scale after the layer becomes a part of it. */
export function scaleOutputs(linear: Linear, factor: (output: number) => number): Linear {
  const { inputs } = linear;
  return {
    ...linear,
    weight: linear.weight.map((value, i) => value * factor(Math.floor(i / inputs))),
    bias: linear.bias.map((value, output) => value * factor(output)),
  };
}

/** Turns [rows, columns] into [columns, rows], in tiles that stay in the processor's cache. */
export function transpose<T extends Float32Array | Int8Array>(
  from: T,
  rows: number,
  columns: number,
  to: T,
): T {
  const tile = 32;
  for (let top = 0; top < rows; top += tile) {
    const bottom = Math.min(top + tile, rows);
    for (let left = 0; left < columns; left += tile) {
      const right = Math.min(left + tile, columns);
      for (let column = left; column < right; column++) {
        for (let row = top; row < bottom; row++) {
          to[column * rows + row] = from[row * columns + column] ?? 0;
        }
      }
    }
  }
  return to;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
