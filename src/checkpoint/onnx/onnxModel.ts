import { ClassifierError } from "../../errors.js";
import { bytes, type Field } from "./protobuf.js";
import {
  readFields,
  readInteger,
  readMessages,
  readString,
  readStrings,
  type FieldRead,
} from "./protobufReader.js";

/**
 * A model file taken apart as far as its graph is changed here. Each part keeps the bytes that it was
 * read from, so what this product does not know of ONNX survives.
 */
export interface OnnxModel {
  /** Version of each operator set by its domain; ONNX's own is empty. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: readonly OnnxNode[];
  /** Constants, dense and sparse. */
  readonly initializers: readonly Part[];
  readonly inputs: readonly Part[];
  readonly outputs: readonly Part[];
  /** What is said of values in between: their types and how they were quantised. */
  readonly annotations: readonly Part[];
  readonly otherGraphFields: readonly Field[];
  readonly otherFields: readonly Field[];
}

/** A field of the graph that tells of the value `name`. */
export interface Part {
  readonly name: string;
  readonly body: Buffer;
  readonly raw: Field;
}

export interface OnnxNode extends Part {
  readonly type: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  /** An empty name stands for an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Every value that its subgraphs name (of If, Loop, Scan), their own and the graph's. */
  readonly innerNames: readonly string[];
}

/**
 * Does what reads the parts of a model file.
 *
 * @throws ClassifierError `InvalidModel` where the work found that the bytes are no model
 */
export function refuseDamaged<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    // Of damaged lengths, and of subgraphs that are nested deeper than the stack.
    if (!(cause instanceof RangeError)) throw cause;
    throw new ClassifierError("InvalidModel", "model.onnx: is no ONNX model", { cause });
  }
}

/** @throws RangeError where the bytes are no model, as do all who read its parts further */
export function readOnnxModel(bytes: Uint8Array): OnnxModel {
  const onnx = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The parts of a message that stands twice make one message (proto3's merging).
  const graph = [...readFields(Buffer.concat(readMessages(onnx, 7)))];
  if (graph.length === 0) throw new RangeError("There is no graph");
  const parts = (field: number, nameOf: (body: Buffer) => string): Part[] =>
    graph.flatMap((item) => (item.field === field ? [toPart(item, nameOf)] : []));
  const known = new Set([1, 5, 11, 12, 13, 14, 15]);
  return {
    opsets: new Map(
      readMessages(onnx, 8).map((opset) => [toDomain(readString(opset, 1)), readInteger(opset, 2)]),
    ),
    nodes: parts(1, (node) => readString(node, 3)).map(toOnnxNode),
    initializers: [
      ...parts(5, (tensor) => readString(tensor, 8)),
      ...parts(15, (sparse) => readString(readMessages(sparse, 1)[0] ?? Buffer.alloc(0), 8)),
    ],
    inputs: parts(11, (value) => readString(value, 1)),
    outputs: parts(12, (value) => readString(value, 1)),
    annotations: [13, 14].flatMap((field) => parts(field, (value) => readString(value, 1))),
    otherGraphFields: graph.filter(({ field }) => !known.has(field)).map(({ raw }) => raw),
    otherFields: [...readFields(onnx)].filter(({ field }) => field !== 7).map(({ raw }) => raw),
  };
}

/** The bytes of the model file. */
export function toModelBytes(model: OnnxModel): Buffer {
  const { nodes, initializers, inputs, outputs, annotations } = model;
  const parts = [...nodes, ...initializers, ...inputs, ...outputs, ...annotations];
  const graph = Buffer.concat([...parts.map(({ raw }) => raw), ...model.otherGraphFields]);
  return Buffer.concat([...model.otherFields, bytes(7, graph)]);
}

/** A part from the message that it consists of. */
export function newPart(field: number, name: string, message: Uint8Array): Part {
  const body = Buffer.from(message);
  return { name, body, raw: bytes(field, body) };
}

export function toOnnxNode(part: Part): OnnxNode {
  const { body } = part;
  return {
    ...part,
    type: readString(body, 4),
    domain: toDomain(readString(body, 7)),
    inputs: readStrings(body, 1),
    outputs: readStrings(body, 2),
    innerNames: subgraphs(body).flatMap(namesIn),
  };
}

function toPart({ value, raw }: FieldRead, nameOf: (body: Buffer) => string): Part {
  if (!Buffer.isBuffer(value)) throw new RangeError("A part of the graph is a number");
  return { name: nameOf(value), body: value, raw };
}

/** The graphs among a node's attributes. */
function subgraphs(node: Buffer): Buffer[] {
  return readMessages(node, 5).flatMap((attribute) => [
    ...readMessages(attribute, 6),
    ...readMessages(attribute, 11),
  ]);
}

function namesIn(graph: Buffer): string[] {
  const nodes = readMessages(graph, 1).flatMap((node) => [
    ...readStrings(node, 1),
    ...readStrings(node, 2),
    ...subgraphs(node).flatMap(namesIn),
  ]);
  const outputs = readMessages(graph, 12).map((value) => readString(value, 1));
  const constants = readMessages(graph, 5).map((tensor) => readString(tensor, 8));
  const inputs = readMessages(graph, 11).map((value) => readString(value, 1));
  return [...nodes, ...outputs, ...constants, ...inputs];
}

/** ONNX's own domain has two names. */
function toDomain(name: string): string {
  return name === "ai.onnx" ? "" : name;
}
