import { patchesPerSide } from "./config.js";
import type { BeitParts } from "./parts.js";

/** What is made of the tokens, [batch, tokens, channels]. */
export interface Pooled {
  /** [batch, channels] */
  readonly pooled: string;
  /** [batch, rows, columns, channels], whose mean is `pooled`; none of the class token alone. */
  readonly cells?: string;
}

export function addPooling(parts: BeitParts, name: string, tokens: string): Pooled {
  const { config, graph } = parts;
  if (config.pooling === "cls") {
    const first = graph.scalar(`${name}.pooled.index`, 0);
    return { pooled: graph.op("Gather", `${name}.pooled`, [tokens, first], { axis: 1n }) };
  }
  const count = patchesPerSide(config) ** 2 + 1;
  const axes = graph.integers(`${name}.pooled.axes`, [1]);
  const patches = graph.op("Slice", `${name}.pooled.patches`, [
    tokens,
    graph.integers(`${name}.pooled.from`, [1]),
    graph.integers(`${name}.pooled.to`, [count]),
    axes,
  ]);
  const pooled = graph.op("ReduceMean", `${name}.pooled`, [patches, axes], { keepdims: 0n });
  return { pooled, cells: addCells(parts, name, patches) };
}

/**
 * The means of 2 × 2 patches where the grid can be cut so, else the patches: a quarter of the cells
 * costs a quarter of the time, and their mean is the same.
 *
 * @param patches [batch, patches, channels]
 */
function addCells({ config, graph }: BeitParts, name: string, patches: string): string {
  const side = patchesPerSide(config);
  const reshape = (part: string, input: string, shape: number[]): string =>
    graph.op("Reshape", `${name}.${part}`, [input, graph.integers(`${name}.${part}.shape`, shape)]);
  if (side % 2 === 1) return reshape("cells", patches, [0, side, side, -1]);
  const mean = (part: string, input: string, axis: number): string =>
    graph.op(
      "ReduceMean",
      `${name}.${part}`,
      [input, graph.integers(`${name}.${part}.axes`, [axis])],
      {
        keepdims: 0n,
      },
    );
  // One axis after the other: ONNX Runtime is fast where one axis is left out of a row of them.
  const half = side / 2;
  const rows = mean("rows", reshape("rows.pairs", patches, [0, half, 2, -1]), 2);
  return mean("cells", reshape("cells.pairs", rows, [0, half, half, 2, -1]), 3);
}
