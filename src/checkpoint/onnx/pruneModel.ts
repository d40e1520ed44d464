import type { OnnxModel, OnnxNode, Part } from "./onnxModel.js";

/** The operator that makes each value. */
export function producers(model: OnnxModel): ReadonlyMap<string, OnnxNode> {
  return new Map(model.nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
}

/**
 * Leaves only what the given outputs are computed from. The inputs stay, needed or not.
 *
 * @param outputs the new graph's outputs, values of the graph
 */
export function pruneModel(model: OnnxModel, outputs: readonly Part[]): OnnxModel {
  const makers = producers(model);
  const values = new Set<string>();
  const nodes = new Set<OnnxNode>();
  const open = outputs.map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (values.has(name)) continue;
    values.add(name);
    const node = makers.get(name);
    if (!node || nodes.has(node)) continue;
    nodes.add(node);
    for (const value of [...node.inputs, ...node.innerNames]) if (value !== "") open.push(value);
  }
  for (const node of nodes) for (const output of node.outputs) values.add(output);

  const described = new Set(outputs.map(nameOf));
  const isKept = ({ name }: Part): boolean => values.has(name);
  const dropped = new Set(model.initializers.filter((part) => !isKept(part)).map(nameOf));
  return {
    ...model,
    nodes: model.nodes.filter((node) => nodes.has(node)),
    initializers: model.initializers.filter(isKept),
    // Graphs before IR version 4 list their constants among the inputs too.
    inputs: model.inputs.filter(({ name }) => !dropped.has(name)),
    outputs,
    annotations: model.annotations.filter((part) => isKept(part) && !described.has(part.name)),
  };
}

function nameOf({ name }: Part): string {
  return name;
}
