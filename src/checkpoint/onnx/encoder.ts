import { outputNames } from "../../inference/outputNames.js";
import { newNode, newOutput, toFloat } from "./newParts.js";
import {
  readOnnxModel,
  refuseDamaged,
  toModelBytes,
  type OnnxModel,
  type OnnxNode,
} from "./onnxModel.js";
import { pruneModel } from "./pruneModel.js";
import { freeName, unusedName } from "./renameValue.js";
import { ClassifierError } from "../../errors.js";
import { addClassMap } from "./classMap.js";
import { findClassifier, logitsOutput } from "./classifierCut.js";
import { findFeatureMap } from "./featureMap.js";

/** A model with the outputs `features` and, where the graph pools a map to them, `feature_map`. */
export interface Encoder {
  readonly model: OnnxModel;
  /** How many features a picture has. */
  readonly width: number;
}

/**
 * The same classifier with the further outputs that heads and explanations read: `features`, and
 * `feature_map` and `class_map` where the graph has them. A model that has been through here stays as
 * it is.
 *
 * @param onnx the bytes of an image classifier's model file
 * @throws ClassifierError `InvalidModel` where it has no classifier for so many labels
 */
export function withFeatureOutputs(onnx: Uint8Array, labelCount: number): Uint8Array {
  return refuseDamaged(() => {
    const { model } = nameFeatures(readOnnxModel(onnx), labelCount);
    return toModelBytes(addClassMap(model, labelCount));
  });
}

/**
 * A model without its classifier.
 *
 * @throws ClassifierError `InvalidModel` where there is no classifier for so many labels; RangeError
 *   where the model is damaged
 */
export function cutEncoder(onnx: OnnxModel, labelCount: number): Encoder {
  const { model, width } = nameFeatures(onnx, labelCount);
  const [, ...outputs] = model.outputs;
  return { model: pruneModel(model, outputs), width };
}

/** @returns a model whose outputs are the logits, the features and, if it has one, the feature map */
function nameFeatures(onnx: OnnxModel, labelCount: number): Encoder {
  checkOpset(onnx);
  const { features, featureMap } = outputNames;
  const logits = logitsOutput(onnx);
  const known = onnx.outputs.filter(({ name }) => name === featureMap);
  const pruned = pruneModel(onnx, [logits, ...known]);
  const { isMatrix, features: read, width } = findClassifier(pruned, labelCount);
  const isNamed = isMatrix && read === features;
  const free = freeName(isNamed ? pruned : freeName(pruned, features), outputNames.classMap);
  const model = known.length > 0 ? free : freeName(free, featureMap);

  const { features: source } = findClassifier(model, labelCount);
  const map = known.length > 0 ? undefined : findFeatureMap(model, source);
  const added = [
    ...(map === undefined ? [] : [toFloat(map, featureMap)]),
    ...(isNamed ? [] : nameMatrix(source, unusedName(model, `${features}.flat`))),
  ];
  const outputs = [
    logits,
    newOutput(features, width),
    ...(map === undefined ? known : [newOutput(featureMap, width, "rows", "columns")]),
  ];
  return { model: { ...model, nodes: [...model.nodes, ...added], outputs }, width };
}

/** The value as float32 [batch, width]; it may have further axes of length 1. */
function nameMatrix(value: string, flat: string): OnnxNode[] {
  const inputs = [value];
  const attributes = { axis: 1n };
  const flatten = newNode({ name: flat, type: "Flatten", inputs, outputs: [flat], attributes });
  return [flatten, toFloat(flat, outputNames.features)];
}

/** Since operator set 7, Cast's type is a number and Gemm's bias needs no attribute. */
function checkOpset({ opsets }: OnnxModel): void {
  const version = opsets.get("");
  if (version !== undefined && version >= 7) return;
  const message = `model.onnx: operator set 7 or later is needed, but it has ${version ?? "none"}`;
  throw new ClassifierError("InvalidModel", message);
}
