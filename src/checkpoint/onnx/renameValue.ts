import { ClassifierError } from "../../errors.js";
import { readOnnxModel, toModelBytes, type OnnxModel } from "./onnxModel.js";
import { bytes } from "./protobuf.js";
import { readFields } from "./protobufReader.js";

/** A name like `wanted` that no value and no operator of the graph has. */
export function unusedName(model: OnnxModel, wanted: string): string {
  const names = new Set([...valueNames(model), ...model.nodes.map(({ name }) => name)]);
  let name = wanted;
  for (let number = 1; names.has(name); number++) name = `${wanted}.${number}`;
  return name;
}

/**
 * Gives the value that has the name, if there is one, another.
 *
 * @throws ClassifierError `InvalidModel` where it is an input or output, which callers know by name
 */
export function freeName(model: OnnxModel, name: string): OnnxModel {
  if (!valueNames(model).has(name)) return model;
  if ([...model.inputs, ...model.outputs].some((part) => part.name === name)) {
    const message = `model.onnx: has an input or output ${name} already`;
    throw new ClassifierError("InvalidModel", message);
  }
  const edit = editModel(renaming(name, unusedName(model, name)));
  return readOnnxModel(edit(toModelBytes(model)));
}

function valueNames({ nodes, initializers, inputs, outputs }: OnnxModel): Set<string> {
  return new Set([
    ...[...initializers, ...inputs, ...outputs].map(({ name }) => name),
    ...nodes.flatMap((node) => [...node.inputs, ...node.outputs, ...node.innerNames]),
  ]);
}

/** Gives the changed bytes of a field; the same buffer where nothing changes. */
type Edit = (value: Buffer) => Buffer;

function renaming(from: string, to: string): Edit {
  const [old, renamed] = [Buffer.from(from), Buffer.from(to)];
  return (name) => (name.equals(old) ? renamed : name);
}

/** Renames in every place of a model that names a value, by ONNX's field numbers. */
function editModel(name: Edit): Edit {
  const tensor = editFields({ 8: name });
  const value = editFields({ 1: name });
  const sparse = editFields({ 1: tensor });
  const attribute = editFields({ 6: (inner) => graph(inner), 11: (inner) => graph(inner) });
  const node = editFields({ 1: name, 2: name, 5: attribute });
  // A subgraph may name the graph's values, and none of its own is named like one of them.
  const graph = editFields({
    1: node,
    5: tensor,
    11: value,
    12: value,
    13: value,
    14: value,
    15: sparse,
  });
  return editFields({ 7: graph });
}

function editFields(edits: Readonly<Record<number, Edit>>): Edit {
  return (message) => {
    let changed = false;
    const fields = [...readFields(message)].map(({ field, value, raw }) => {
      const edited = Buffer.isBuffer(value) ? edits[field]?.(value) : undefined;
      if (!edited || edited === value) return raw;
      changed = true;
      return bytes(field, edited);
    });
    return changed ? Buffer.concat(fields) : message;
  };
}
