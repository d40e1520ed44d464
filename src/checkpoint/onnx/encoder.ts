import { dataTypes, toNode, toValueInfo, type Node } from "./onnx.js";
import {
  newPart,
  readOnnxModel,
  refuseDamaged,
  toModelBytes,
  toOnnxNode,
  type OnnxModel,
  type OnnxNode,
  type Part,
} from "./onnxModel.js";
import { pruneModel } from "./pruneModel.js";
import { freeName, unusedName } from "./renameValue.js";
import { ClassifierError } from "../../errors.js";
import { findClassifier, logitsOutput } from "./classifierCut.js";

/** The output that encoders have: float32 [batch, width]. */
export const featuresName = "features";

export interface Encoder {
  readonly model: OnnxModel;
  /** How many features a picture has. */
  readonly width: number;
}

/**
 * A model without its classifier: the same inputs, one output `features`, float32 [batch, width].
 *
 * @param onnx the bytes of an image classifier's model file
 * @throws ClassifierError `InvalidModel` where it has no classifier for so many labels to cut off
 */
export function toEncoder(onnx: Uint8Array, labelCount: number): Uint8Array {
  return refuseDamaged(() => toModelBytes(cutEncoder(readOnnxModel(onnx), labelCount).model));
}

/**
 * The same model with one output more: `features`, float32 [batch, width], what its classifier reads.
 *
 * @param onnx the bytes of an image classifier's model file
 * @throws ClassifierError `InvalidModel` where it has no classifier for so many labels
 */
export function withFeaturesOutput(onnx: Uint8Array, labelCount: number): Uint8Array {
  return refuseDamaged(() => {
    const { model, output } = nameFeatures(readOnnxModel(onnx), labelCount);
    return toModelBytes({ ...model, outputs: [...model.outputs, output] });
  });
}

/**
 * @throws ClassifierError `InvalidModel` where there is no classifier for so many labels; RangeError
 *   where the model is damaged
 */
export function cutEncoder(model: OnnxModel, labelCount: number): Encoder {
  const classifier = pruneModel(model, [logitsOutput(model)]);
  const { model: named, output, width } = nameFeatures(classifier, labelCount);
  return { model: pruneModel(named, [output]), width };
}

/** An operator among those that were read. */
export function newNode(node: Node): OnnxNode {
  return toOnnxNode(newPart(1, node.name, toNode(node)));
}

/** An output of float32 [batch, length]. */
export function newOutput(name: string, length: number): Part {
  return newPart(12, name, toValueInfo({ name, type: "float32", shape: ["batch", length] }));
}

interface NamedFeatures extends Encoder {
  /** Describes the features, which now have their name. */
  readonly output: Part;
}

function nameFeatures(model: OnnxModel, labelCount: number): NamedFeatures {
  checkOpset(model);
  const cut = findClassifier(model, labelCount);
  const output = newOutput(featuresName, cut.width);
  if (cut.isMatrix && cut.features === featuresName) return { model, output, width: cut.width };

  const free = freeName(model, featuresName);
  const source = free === model ? cut.features : findClassifier(free, labelCount).features;
  const flat = unusedName(free, `${featuresName}.flat`);
  const flatten = { name: flat, type: "Flatten", inputs: [source], outputs: [flat] };
  const cast = { name: featuresName, type: "Cast", inputs: [flat], outputs: [featuresName] };
  const added = [
    newNode({ ...flatten, domain: "", attributes: { axis: 1n } }),
    newNode({ ...cast, domain: "", attributes: { to: BigInt(dataTypes.float32) } }),
  ];
  return { model: { ...free, nodes: [...free.nodes, ...added] }, output, width: cut.width };
}

/** Since operator set 7, Cast's type is a number and Gemm's bias needs no attribute. */
function checkOpset({ opsets }: OnnxModel): void {
  const version = opsets.get("");
  if (version !== undefined && version >= 7) return;
  const message = `model.onnx: operator set 7 or later is needed, but it has ${version ?? "none"}`;
  throw new ClassifierError("InvalidModel", message);
}
