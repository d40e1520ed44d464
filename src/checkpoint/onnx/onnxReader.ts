import { graphTensors } from "./graphTensors.js";
import { dataTypes } from "./onnx.js";
import { readInteger, readMessages, readString } from "./protobufReader.js";

/** TensorProto.DataType */
const [float16, bfloat16] = [10, 16];

/** What a model file says of itself. */
export interface OnnxSummary {
  /** Each as `name, type [shape]`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Of the weights, by the type of the graph's tensors. */
  readonly precision: "int8" | "fp16" | "bf16" | "fp32";
}

/** @throws RangeError where the bytes are no protobuf message */
export function readOnnx(bytes: Buffer): OnnxSummary {
  const [graph = Buffer.alloc(0)] = readMessages(bytes, 7);
  const part = (field: number): Buffer[] => readMessages(graph, field);
  const types = new Set(graphTensors(graph).map((tensor) => readInteger(tensor, 2)));
  // Graphs before IR version 4 list their constants among the inputs too.
  const constants = new Set(part(5).map((tensor) => readString(tensor, 8)));
  return {
    inputs: part(11)
      .filter((value) => !constants.has(readString(value, 1)))
      .map(describe),
    outputs: part(12).map(describe),
    metadata: new Map(
      readMessages(bytes, 14).map((entry) => [readString(entry, 1), readString(entry, 2)]),
    ),
    precision: toPrecision(types),
  };
}

/** Graphs in few bits keep some of their constants in float32. */
function toPrecision(types: ReadonlySet<number>): OnnxSummary["precision"] {
  if (types.has(dataTypes.int8) || types.has(dataTypes.uint8)) return "int8";
  if (types.has(float16)) return "fp16";
  return types.has(bfloat16) ? "bf16" : "fp32";
}

/** ValueInfoProto → TypeProto → Tensor → TensorShapeProto → Dimension */
function describe(value: Buffer): string {
  const [tensor = Buffer.alloc(0)] = readMessages(value, 2).flatMap((type) =>
    readMessages(type, 1),
  );
  const type = readInteger(tensor, 1);
  const name = Object.entries(dataTypes).find(([, code]) => code === type)?.[0] ?? `type ${type}`;
  const shape = readMessages(tensor, 2)
    .flatMap((shape) => readMessages(shape, 1))
    .map((dimension) => readString(dimension, 2) || readInteger(dimension, 1));
  return `${readString(value, 1)}, ${name} [${shape.join(", ")}]`;
}
