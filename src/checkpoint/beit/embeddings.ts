import { patchesPerSide } from "./config.js";
import type { BeitParts } from "./parts.js";

/**
 * Cuts the picture into patches and projects each to a token. What is added to the tokens is one
 * constant: the class token in front, the projection's bias and the position embeddings.
 *
 * @returns [batch, tokens, hidden size]
 */
export async function addEmbeddings(parts: BeitParts): Promise<string> {
  const { config, tensors, graph } = parts;
  const { hiddenSize, patchSize } = config;
  const side = patchesPerSide(config);
  const kernel = await tensors.read(
    "embeddings.patch_embeddings.projection.weight",
    hiddenSize,
    3,
    patchSize,
    patchSize,
  );
  const square = [BigInt(patchSize), BigInt(patchSize)];
  const patches = graph.op(
    "Conv",
    "embeddings.patches",
    [
      "pixel_values",
      await graph.constant("embeddings.kernel", [hiddenSize, 3, patchSize, patchSize], kernel),
    ],
    { kernel_shape: square, strides: square },
  );
  const flat = graph.op("Reshape", "embeddings.flat", [
    patches,
    graph.integers("embeddings.flat.shape", [0, hiddenSize, side * side]),
  ]);
  const rows = graph.op("Transpose", "embeddings.rows", [flat], { perm: [0n, 2n, 1n] });
  // An empty row for the class token, before the patches.
  const padded = graph.op("Pad", "embeddings.padded", [
    rows,
    graph.integers("embeddings.padded.pads", [0, 1, 0, 0, 0, 0]),
  ]);
  const tokens = side * side + 1;
  const added = await readTokens(parts, tokens);
  return graph.op("Add", "embeddings", [
    padded,
    await graph.constant("embeddings.tokens", [1, tokens, hiddenSize], added),
  ]);
}

/** What is added to each token: [tokens, hidden size] */
async function readTokens({ config, tensors }: BeitParts, tokens: number): Promise<Float32Array> {
  const { hiddenSize } = config;
  const cls = await tensors.read("embeddings.cls_token", 1, 1, hiddenSize);
  const bias = await tensors.read("embeddings.patch_embeddings.projection.bias", hiddenSize);
  const positions = config.positionEmbeddings
    ? await tensors.read("embeddings.position_embeddings", 1, tokens, hiddenSize)
    : new Float32Array(tokens * hiddenSize);
  return positions.map((position, i) => {
    const constant = i < hiddenSize ? cls[i] : bias[i % hiddenSize];
    return position + (constant ?? 0);
  });
}
