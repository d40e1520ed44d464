import { outputNames } from "../../inference/outputNames.js";
import type { BeitParts } from "./parts.js";
import type { Pooled } from "./pooling.js";

/**
 * Adds the output `feature_map`, [batch, hidden size, rows, columns]: the cells through the layer norm
 * of the pooled states, linearised at the picture. The norm divides by the deviation of the pooled
 * states, and so do the cells: else their mean would not be the features.
 *
 * @param norm name of the layer norm, whose output are the features
 */
export async function addFeatureMap(
  { config, graph }: BeitParts,
  norm: string,
  { pooled, cells }: Pooled,
): Promise<void> {
  if (cells === undefined) return;
  const { hiddenSize, layerNormEpsilon } = config;
  const name = outputNames.featureMap;
  const op = (type: string, part: string, ...inputs: string[]): string =>
    graph.op(type, `${name}.${part}`, inputs);
  const mean = (part: string, input: string, ...axes: number[]): string =>
    op("ReduceMean", part, input, graph.integers(`${name}.${part}.axes`, axes));

  const offsets = op("Sub", "offsets", pooled, mean("mean", pooled, -1));
  const variance = mean("variance", op("Mul", "squares", offsets, offsets), -1);
  const epsilon = await graph.constant(`${name}.epsilon`, [], Float32Array.of(layerNormEpsilon));
  const deviation = op("Sqrt", "deviation", op("Add", "stable", variance, epsilon));
  const slope = op("Div", "slope", `${norm}.weight`, deviation);

  // From the mean of the cells, which 8 bits do not put where the pooled states are.
  const differences = op("Sub", "differences", cells, mean("centre", cells, 1, 2));
  const level = op("Sub", "level", differences, mean("levels", differences, -1));
  const perCell = (part: string, input: string): string =>
    op("Reshape", part, input, graph.integers(`${name}.${part}.shape`, [-1, 1, 1, hiddenSize]));
  const scaled = op("Mul", "scaled", level, perCell("slopes", slope));
  const map = op("Add", "cells", scaled, perCell("features", norm));
  graph.op("Transpose", name, [map], { perm: [0n, 3n, 1n, 2n] });
}
