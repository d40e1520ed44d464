import { addAttention } from "./attention.js";
import { patchesPerSide } from "./config.js";
import { addEmbeddings } from "./embeddings.js";
import { addMlp } from "./mlp.js";
import { addLayerNorm, readLinear, type BeitParts } from "./parts.js";
import { expandPositionBias, tableRows } from "./positionBias.js";

/**
 * Writes the graph of transformers' `BeitForImageClassification`, from `pixel_values` [batch, 3,
 * side, side] to `logits` [batch, labels]. Plain operators, which ONNX Runtime fuses itself; what is
 * constant is folded. Normalising the picture is not: preprocessor_config.json promises it, and the
 * table of 256 values that does it costs nothing.
 */
export async function addBeit(parts: BeitParts): Promise<void> {
  const { config, graph } = parts;
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
    hidden = await addMlp(parts, name, hidden, layer === config.layers - 1);
  }
  const normName = config.pooling === "mean" ? "pooler.layernorm" : "layernorm";
  const pooled = await addLayerNorm(parts, normName, hidden);
  const { labelCount } = parts.tensors;
  const classifier = await readLinear(parts, "classifier", config.hiddenSize, labelCount);
  const logits = await parts.addLinear(graph, "classifier", pooled, classifier);
  graph.op("Identity", "logits", [logits]);
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
