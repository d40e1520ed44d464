import { readFileSync } from "node:fs";
import type { Linear } from "../../../src/checkpoint/onnx/linear.js";
import { fixture } from "../../paths.js";

/** What PyTorch makes of the two pictures, and what the classifier consists of. */
export interface Golden {
  /** The name of the model's output. */
  readonly output: string;
  readonly width: number;
  readonly labels: number;
  /** Whether the graph computes in float32 throughout, as PyTorch did. */
  readonly exact: boolean;
  readonly weight: readonly number[];
  readonly bias: readonly number[];
  readonly features: readonly number[];
  readonly logits: readonly number[];
  /** The model's own output, which may be probabilities. */
  readonly result: readonly number[];
}

export const goldens: Readonly<Record<string, Golden>> = JSON.parse(
  readFileSync(fixture("goldens/classifiers.json"), "utf8"),
);

export const classifierFile = (name: string): Buffer =>
  readFileSync(fixture(`classifiers/${name}.onnx`));

export function headOf({ weight, bias, width, labels }: Golden): Linear {
  return {
    inputs: width,
    outputs: labels,
    weight: Float32Array.from(weight),
    bias: Float32Array.from(bias),
  };
}

/** Another classifier of a model, which can be told from its own. */
export function newHead(inputs: number, outputs: number): Linear {
  return {
    inputs,
    outputs,
    weight: Float32Array.from({ length: inputs * outputs }, (_, i) => Math.sin(1 + i)),
    bias: Float32Array.from({ length: outputs }, (_, i) => Math.cos(i)),
  };
}
