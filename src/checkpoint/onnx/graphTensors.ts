import { readMessages } from "./protobufReader.js";

/** The tensors of a graph: its constants and those of its operators' attributes and subgraphs. */
export function graphTensors(graph: Buffer): Buffer[] {
  const attributes = readMessages(graph, 1).flatMap((node) => readMessages(node, 5));
  const sparse = readMessages(graph, 15).flatMap((tensor) => [
    ...readMessages(tensor, 1),
    ...readMessages(tensor, 2),
  ]);
  return [
    ...readMessages(graph, 5),
    ...sparse,
    ...attributes.flatMap((attribute) => [
      ...readMessages(attribute, 5),
      ...readMessages(attribute, 10),
      ...[...readMessages(attribute, 6), ...readMessages(attribute, 11)].flatMap(graphTensors),
    ]),
  ];
}
