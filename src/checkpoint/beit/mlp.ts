import { addActivation } from "./activation.js";
import type { ApplyLinear } from "../onnx/linear.js";
import { addLayerNorm, readLinear, readScaled, type BeitParts } from "./parts.js";
import { addPooling, type Pooled } from "./pooling.js";

/** x + λ₂ · fc2(act(fc1(norm(x)))) */
export async function addMlp(parts: BeitParts, layer: string, hidden: string): Promise<string> {
  const active = await addWideHalf(parts, layer, hidden);
  const fc2 = await readNarrowHalf(parts, layer);
  return parts.graph.op("Add", layer, [hidden, fc2(active, `${layer}.mlp.fc2`)]);
}

/**
 * The MLP of the last layer. Its tokens are pooled before fc2, which is linear: so the mean of its
 * outputs is its output for the mean, and it need not see each token.
 */
export async function addLastMlp(parts: BeitParts, layer: string, hidden: string): Promise<Pooled> {
  const name = `${layer}.mlp`;
  const residual = addPooling(parts, layer, hidden);
  const wide = addPooling(parts, name, await addWideHalf(parts, layer, hidden));
  const fc2 = await readNarrowHalf(parts, layer);
  const { graph } = parts;
  const pooled = graph.op("Add", layer, [residual.pooled, fc2(wide.pooled, `${name}.fc2`)]);
  if (residual.cells === undefined || wide.cells === undefined) return { pooled };
  const narrow = fc2(wide.cells, `${name}.fc2.cells`);
  return { pooled, cells: graph.op("Add", `${layer}.cell_states`, [residual.cells, narrow]) };
}

/** act(fc1(norm(x))) */
async function addWideHalf(parts: BeitParts, layer: string, hidden: string): Promise<string> {
  const { config, graph, addLinear } = parts;
  const name = `${layer}.mlp`;
  const normed = await addLayerNorm(parts, `${layer}.layernorm_after`, hidden);
  const weights = await readLinear(
    parts,
    `${name}.fc1`,
    config.hiddenSize,
    config.intermediateSize,
  );
  const fc1 = await addLinear(graph, `${name}.fc1`, weights);
  return addActivation(graph, `${name}.act`, fc1(normed, `${name}.fc1`), config.activation);
}

/** λ₂ · fc2 */
async function readNarrowHalf(parts: BeitParts, layer: string): Promise<ApplyLinear> {
  const { config, graph, addLinear } = parts;
  const name = `${layer}.mlp.fc2`;
  const weights = await readScaled(parts, name, config.intermediateSize, `${layer}.lambda_2`);
  return addLinear(graph, name, weights);
}
