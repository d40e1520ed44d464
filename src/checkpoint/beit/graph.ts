import { addAttention } from "./attention.js";
import { patchesPerSide } from "./config.js";
import { addEmbeddings } from "./embeddings.js";
import { addFeatureMap } from "./featureMap.js";
import { addLastMlp, addMlp } from "./mlp.js";
import { addLayerNorm, readLinear, type BeitParts } from "./parts.js";
import type { Pooled } from "./pooling.js";
import { expandPositionBias, tableRows } from "./positionBias.js";

/**
 * Writes the graph of transformers' `BeitForImageClassification`, from `pixel_values` [batch, 3,
 * side, side] to `logits` [batch, labels] and, where patches are pooled, `feature_map`. Plain operators, which ONNX Runtime fuses itself; what is
 * constant is folded. Normalising the picture is not: preprocessor_config.json promises it, and the
 * table of 256 values that does it costs nothing.
 */
export async function addBeit(parts: BeitParts): Promise<void> {
  const { config } = parts;
  let hidden = await addEmbeddings(parts);
  const shared = config.sharedPositionBias
    ? await readTable(parts, "shared_position_bias")
    : undefined;
  // Where both are used they add up, so each layer needs a bias of its own.
  let bias =
    shared && !config.layerPositionBias
      ? await addPositionBias(parts, "position_bias", shared)
      : undefined;

  for (let layer = 0; layer < config.layers; layer++) {
    const name = `layers.${layer}`;
    if (config.layerPositionBias) {
      const own = await readTable(parts, `${name}.relative_position_bias`);
      const table = shared ? own.map((value, i) => value + (shared[i] ?? 0)) : own;
      bias = await addPositionBias(parts, `${name}.position_bias`, table);
    }
    hidden = await addAttention(parts, name, hidden, bias);
    if (layer < config.layers - 1) hidden = await addMlp(parts, name, hidden);
    else await addClassifier(parts, await addLastMlp(parts, name, hidden));
  }
}

async function addClassifier(parts: BeitParts, states: Pooled): Promise<void> {
  const { config, graph, tensors } = parts;
  const norm = config.pooling === "mean" ? "pooler.layernorm" : "layernorm";
  const features = await addLayerNorm(parts, norm, states.pooled);
  const weights = await readLinear(parts, "classifier", config.hiddenSize, tensors.labelCount);
  const classify = await parts.addLinear(graph, "classifier", weights);
  graph.op("Identity", "logits", [classify(features, "classifier")]);
  await addFeatureMap(parts, norm, states);
}

async function readTable({ config, tensors }: BeitParts, name: string): Promise<Float32Array> {
  const rows = tableRows(patchesPerSide(config));
  return tensors.read(`${name}.relative_position_bias_table`, rows, config.heads);
}

async function addPositionBias(
  { config, graph }: BeitParts,
  name: string,
  table: Float32Array,
): Promise<string> {
  const side = patchesPerSide(config);
  const tokens = side * side + 1;
  const bias = expandPositionBias(table, side, config.heads);
  return graph.constant(name, [1, config.heads, tokens, tokens], bias);
}
