import type { Linear } from "../checkpoint/linear.js";

/**
 * The logits of pictures whose features an encoder gave, as the graph would compute them. Several
 * classifiers of one encoder are one stacked layer.
 *
 * @param features [pictures, inputs] in row-major order
 * @returns [pictures, outputs] in row-major order
 */
export function applyHead(features: Float32Array, head: Linear): Float32Array<ArrayBuffer> {
  const { inputs, outputs, weight, bias } = head;
  const pictures = features.length / inputs;
  const logits = new Float32Array(pictures * outputs);
  for (let picture = 0; picture < pictures; picture++) {
    const from = picture * inputs;
    for (let output = 0; output < outputs; output++) {
      const row = output * inputs;
      let sum = bias[output] ?? 0;
      for (let i = 0; i < inputs; i++) sum += (features[from + i] ?? 0) * (weight[row + i] ?? 0);
      logits[picture * outputs + output] = sum;
    }
  }
  return logits;
}
