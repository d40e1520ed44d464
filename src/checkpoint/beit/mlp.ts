import { addActivation } from "./activation.js";
import { patchesPerSide } from "./config.js";
import { addLayerNorm, readLinear, readScaled, type BeitParts } from "./parts.js";

/**
 * x + λ₂ · fc2(act(fc1(norm(x)))). In the last layer the tokens are pooled before fc2, which is
 * linear: so the mean of its outputs is its output for the mean, and it need not see each token.
 */
export async function addMlp(
  parts: BeitParts,
  layer: string,
  hidden: string,
  last: boolean,
): Promise<string> {
  const { config, graph, addLinear } = parts;
  const { hiddenSize, intermediateSize } = config;
  const name = `${layer}.mlp`;
  const normed = await addLayerNorm(parts, `${layer}.layernorm_after`, hidden);
  const fc1 = await readLinear(parts, `${name}.fc1`, hiddenSize, intermediateSize);
  const wide = await addLinear(graph, `${name}.fc1`, normed, fc1);
  const active = addActivation(graph, `${name}.act`, wide, config.activation);
  const pool = last ? addPooling : (_: BeitParts, __: string, input: string) => input;
  const fc2 = await readScaled(parts, `${name}.fc2`, intermediateSize, `${layer}.lambda_2`);
  const narrow = await addLinear(graph, `${name}.fc2`, pool(parts, `${name}.pooled`, active), fc2);
  const residual = pool(parts, `${layer}.pooled`, hidden);
  return graph.op("Add", layer, [residual, narrow]);
}

/** [batch, tokens, channels] → [batch, channels] */
function addPooling({ config, graph }: BeitParts, name: string, input: string): string {
  if (config.pooling === "cls") {
    const first = graph.scalar(`${name}.index`, 0);
    return graph.op("Gather", name, [input, first], { axis: 1n });
  }
  const tokens = patchesPerSide(config) ** 2 + 1;
  const patches = graph.op("Slice", `${name}.patches`, [
    input,
    graph.integers(`${name}.from`, [1]),
    graph.integers(`${name}.to`, [tokens]),
    graph.integers(`${name}.axes`, [1]),
  ]);
  return graph.op("ReduceMean", name, [patches, `${name}.axes`], { keepdims: 0n });
}
