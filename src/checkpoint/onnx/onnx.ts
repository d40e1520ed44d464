/** The messages of ONNX that a model file needs (onnx/onnx.proto3, whose field numbers these are). */

import { bytes, float, integer, integers, message, string } from "./protobuf.js";

/** TensorProto.DataType */
export const dataTypes = { float32: 1, uint8: 2, int8: 3, int64: 7 } as const;
export type DataType = keyof typeof dataTypes;

/** A constant of a graph, its elements in the model file or in a file beside it. */
export interface Initializer {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly number[];
  readonly data: Uint8Array | ExternalData;
}

/** Bytes of a file in the model file's folder. */
export interface ExternalData {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

export interface Node {
  readonly name: string;
  readonly type: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A whole number where it is a bigint, as ONNX tells 1 from 1.0. */
export type Attribute = bigint | number | string | readonly bigint[];

/** An input or output; a name instead of a length leaves that length open. */
export interface Value {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly (number | string)[];
}

export interface Model {
  readonly name: string;
  readonly producer: string;
  /** Version of each operator set by its domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
}

/** ONNX IR version 9 goes with operator set 20 (ONNX 1.15). */
const irVersion = 9;

/** The bytes of a model file. */
export function toOnnx(model: Model): Uint8Array {
  const graph = message(
    ...model.nodes.map((node) => bytes(1, toNode(node))),
    string(2, model.name),
    ...model.initializers.map((initializer) => bytes(5, toTensor(initializer))),
    ...model.inputs.map((value) => bytes(11, toValueInfo(value))),
    ...model.outputs.map((value) => bytes(12, toValueInfo(value))),
  );
  return message(
    integer(1, irVersion),
    string(2, model.producer),
    bytes(7, graph),
    ...Object.entries(model.opsets).map(([domain, version]) =>
      bytes(8, message(string(1, domain), integer(2, version))),
    ),
    ...Object.entries(model.metadata).map((entry) => bytes(14, toEntry(...entry))),
  );
}

export function toNode({ name, type, domain, inputs, outputs, attributes }: Node): Uint8Array {
  return message(
    ...inputs.map((input) => string(1, input)),
    ...outputs.map((output) => string(2, output)),
    string(3, name),
    string(4, type),
    ...Object.entries(attributes).map(([key, value]) =>
      bytes(5, message(string(1, key), ...toAttributeValue(value))),
    ),
    ...(domain === "" ? [] : [string(7, domain)]),
  );
}

/** The value and, in field 20, which kind of value it is. */
function toAttributeValue(value: Attribute): Uint8Array[] {
  if (typeof value === "number") return [float(2, value), integer(20, 1)];
  if (typeof value === "bigint") return [integer(3, value), integer(20, 2)];
  if (typeof value === "string") return [string(4, value), integer(20, 3)];
  return [integers(8, value), integer(20, 7)];
}

export function toTensor({ name, type, shape, data }: Initializer): Uint8Array {
  const elements =
    data instanceof Uint8Array
      ? [bytes(9, data)]
      : [
          bytes(13, toEntry("location", data.file)),
          bytes(13, toEntry("offset", String(data.offset))),
          bytes(13, toEntry("length", String(data.length))),
          integer(14, 1),
        ];
  return message(integers(1, shape), integer(2, dataTypes[type]), string(8, name), ...elements);
}

export function toValueInfo({ name, type, shape }: Value): Uint8Array {
  const dimensions = shape.map((length) =>
    bytes(1, typeof length === "number" ? integer(1, length) : string(2, length)),
  );
  const tensorType = message(integer(1, dataTypes[type]), bytes(2, message(...dimensions)));
  return message(string(1, name), bytes(2, bytes(1, tensorType)));
}

function toEntry(key: string, value: string): Uint8Array {
  return message(string(1, key), string(2, value));
}
