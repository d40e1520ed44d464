import { dataTypes } from "./onnx.js";
import { readFields } from "./protobuf.js";

/** What a model file says of itself. */
export interface OnnxSummary {
  /** Each as `name, type [shape]`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Whether any constant has 8-bit integers. */
  readonly usesInt8: boolean;
}

/** @throws RangeError where the bytes are no protobuf message */
export function readOnnx(bytes: Buffer): OnnxSummary {
  const graph = [...readFields(messages(bytes, 7)[0] ?? Buffer.alloc(0))];
  const part = (field: number): Buffer[] =>
    graph.flatMap((item) =>
      item.field === field && Buffer.isBuffer(item.value) ? [item.value] : [],
    );
  const types = new Set(part(5).map((tensor) => number(tensor, 2)));
  // Graphs before IR version 4 list their constants among the inputs too.
  const constants = new Set(part(5).map((tensor) => text(tensor, 8)));
  return {
    inputs: part(11)
      .filter((value) => !constants.has(text(value, 1)))
      .map(describe),
    outputs: part(12).map(describe),
    metadata: new Map(messages(bytes, 14).map((entry) => [text(entry, 1), text(entry, 2)])),
    usesInt8: types.has(dataTypes.int8) || types.has(dataTypes.uint8),
  };
}

/** ValueInfoProto → TypeProto → Tensor → TensorShapeProto → Dimension */
function describe(value: Buffer): string {
  const [tensor = Buffer.alloc(0)] = messages(value, 2).flatMap((type) => messages(type, 1));
  const type = number(tensor, 1);
  const name = Object.entries(dataTypes).find(([, code]) => code === type)?.[0] ?? `type ${type}`;
  const shape = messages(tensor, 2)
    .flatMap((shape) => messages(shape, 1))
    .map((dimension) => text(dimension, 2) || number(dimension, 1));
  return `${text(value, 1)}, ${name} [${shape.join(", ")}]`;
}

function messages(bytes: Buffer, field: number): Buffer[] {
  return [...readFields(bytes)].flatMap((item) =>
    item.field === field && Buffer.isBuffer(item.value) ? [item.value] : [],
  );
}

function text(bytes: Buffer, field: number): string {
  return messages(bytes, field)[0]?.toString("utf8") ?? "";
}

function number(bytes: Buffer, field: number): number {
  const item = [...readFields(bytes)].find((item) => item.field === field);
  return typeof item?.value === "bigint" ? Number(item.value) : 0;
}
