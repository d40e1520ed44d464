import type { Hierarchy } from "./hierarchy.js";
import { DEFAULT_TOP_K, type LabelOptions, type LabelScore } from "./rank.js";

/** The least probability of what is answered: it is more likely than not. */
const DEFAULT_THRESHOLD = 0.5;

/**
 * Adds up probabilities along the hypernyms, and names the most specific node that passes the
 * threshold: 0.39 of "tiger cat" and 0.34 of "Egyptian cat" are 0.73 of "domestic cat".
 *
 * @param probabilities one per label, which sum to 1
 * @returns that node, and then what is wider, up to `topK`; nothing if no node passes
 */
export function rollUp(
  probabilities: ArrayLike<number>,
  { nodes, leaves }: Hierarchy,
  { topK = DEFAULT_TOP_K, threshold = DEFAULT_THRESHOLD }: LabelOptions = {},
): LabelScore[] {
  const sums = new Float64Array(nodes.length);
  for (const [label, { lineage }] of leaves.entries()) {
    const probability = probabilities[label] ?? 0;
    for (const place of lineage) sums[place] = (sums[place] ?? 0) + probability;
  }
  const best = mostSpecific(sums, nodes, threshold);
  if (best === undefined) return [];
  return Array.from(best.lineage.subarray(0, topK), (place) => ({
    label: nodes[place]?.name ?? "",
    // Rounding may lift a sum above 1.
    score: Math.min(1, sums[place] ?? 0),
  }));
}

/** Of the nodes that pass, the one with the fewest labels; of several such, the most probable. */
function mostSpecific(
  sums: Float64Array,
  nodes: Hierarchy["nodes"],
  threshold: number,
): Hierarchy["nodes"][number] | undefined {
  let best = sums.findIndex((sum) => sum >= threshold);
  if (best < 0) return undefined;
  const fewest = nodes[best]?.labelCount;
  for (let place = best + 1; nodes[place]?.labelCount === fewest; place++) {
    if ((sums[place] ?? 0) > (sums[best] ?? 0)) best = place;
  }
  return nodes[best];
}
