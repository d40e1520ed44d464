import { patchesPerSide } from "./config.js";
import { addLayerNorm, readLinear, readScaled, type BeitParts } from "./parts.js";
import { scaleOutputs, stack } from "../onnx/linear.js";

/**
 * x + λ₁ · proj(softmax(q·kᵀ + bias) · v) of the normalised x; the 1/√d of the scores is in q.
 *
 * @param bias of the relative positions, [1, heads, tokens, tokens]; undefined for none
 */
export async function addAttention(
  parts: BeitParts,
  layer: string,
  hidden: string,
  bias: string | undefined,
): Promise<string> {
  const { config, graph, addLinear } = parts;
  const { hiddenSize, heads } = config;
  const name = `${layer}.attention`;
  const width = hiddenSize / heads;
  const tokens = patchesPerSide(config) ** 2 + 1;
  const normed = await addLayerNorm(parts, `${layer}.layernorm_before`, hidden);

  const query = await readLinear(parts, `${name}.q_proj`, hiddenSize, hiddenSize);
  const key = await readLinear(parts, `${name}.k_proj`, hiddenSize, hiddenSize, false);
  const value = await readLinear(parts, `${name}.v_proj`, hiddenSize, hiddenSize);
  const projections = stack([scaleOutputs(query, () => 1 / Math.sqrt(width)), key, value]);
  const qkv = await addLinear(graph, `${name}.qkv`, projections);
  const [q = "", k = "", v = ""] = graph.split(
    `${name}.split`,
    qkv(normed, `${name}.qkv`),
    Array(3).fill(hiddenSize),
  );

  const byHead = graph.integers(`${name}.heads`, [0, tokens, heads, width]);
  const toHeads = (part: string, input: string, perm: bigint[]): string => {
    const reshaped = graph.op("Reshape", `${name}.${part}.split`, [input, byHead]);
    return graph.op("Transpose", `${name}.${part}`, [reshaped], { perm });
  };
  const queries = toHeads("q", q, [0n, 2n, 1n, 3n]);
  const keys = toHeads("k", k, [0n, 2n, 3n, 1n]);
  const values = toHeads("v", v, [0n, 2n, 1n, 3n]);
  const products = graph.op("MatMul", `${name}.products`, [queries, keys]);
  const scores = bias ? graph.op("Add", `${name}.scores`, [products, bias]) : products;
  const weights = graph.op("Softmax", `${name}.weights`, [scores], { axis: -1n });
  const context = graph.op("MatMul", `${name}.context`, [weights, values]);
  const byToken = graph.op("Transpose", `${name}.tokens`, [context], { perm: [0n, 2n, 1n, 3n] });
  const joined = graph.op("Reshape", `${name}.joined`, [
    byToken,
    graph.integers(`${name}.joined.shape`, [0, tokens, hiddenSize]),
  ]);

  const output = await readScaled(parts, `${name}.o_proj`, hiddenSize, `${layer}.lambda_1`);
  const project = await addLinear(graph, `${name}.o_proj`, output);
  return graph.op("Add", name, [hidden, project(joined, `${name}.o_proj`)]);
}
