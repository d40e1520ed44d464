import type { ExternalDataFile } from "./externalData.js";
import type { Attribute, DataType, Initializer, Node } from "./onnx.js";

type Elements = Float32Array | Int8Array | Uint8Array | BigInt64Array;

/** Constants of fewer bytes stay in the model file. */
const inlineBytes = 1024;

/** A graph of operators while it is written. A value is known by its name. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly initializers: Initializer[] = [];
  readonly #weights: ExternalDataFile;

  constructor(weights: ExternalDataFile) {
    this.#weights = weights;
  }

  /**
   * Adds an operator with one output.
   *
   * @param name of the operator and of its output
   * @returns the output
   */
  op(
    type: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = "",
  ): string {
    this.nodes.push({ name, type, domain, inputs, outputs: [name], attributes });
    return name;
  }

  /** Adds an operator with several outputs: `name`.0, `name`.1, … */
  split(name: string, input: string, parts: readonly number[]): string[] {
    const outputs = parts.map((_, i) => `${name}.${i}`);
    const sizes = this.integers(`${name}.sizes`, parts);
    const attributes = { axis: -1n };
    this.nodes.push({
      name,
      type: "Split",
      domain: "",
      inputs: [input, sizes],
      outputs,
      attributes,
    });
    return outputs;
  }

  /** Adds a constant; a large one goes to the file of weights at once and is not kept. */
  async constant(name: string, shape: readonly number[], elements: Elements): Promise<string> {
    const type = dataType(elements);
    const large = elements.byteLength >= inlineBytes;
    const data = large ? await this.#weights.append(elements) : toBytes(elements);
    this.initializers.push({ name, type, shape, data });
    return name;
  }

  /** Adds a single whole number. */
  scalar(name: string, value: number): string {
    const data = toBytes(BigInt64Array.of(BigInt(value)));
    this.initializers.push({ name, type: "int64", shape: [], data });
    return name;
  }

  /** Adds whole numbers, such as a shape or axes. */
  integers(name: string, values: readonly number[]): string {
    const data = toBytes(BigInt64Array.from(values, BigInt));
    this.initializers.push({ name, type: "int64", shape: [values.length], data });
    return name;
  }
}

function dataType(elements: Elements): DataType {
  if (elements instanceof Float32Array) return "float32";
  if (elements instanceof Int8Array) return "int8";
  return elements instanceof Uint8Array ? "uint8" : "int64";
}

/** ONNX is little-endian, as is every processor that ONNX Runtime has a Node package for. */
function toBytes(elements: Elements): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength).slice();
}
