import { outputNames } from "../../inference/outputNames.js";
import { findClassifier } from "./classifierCut.js";
import { newNode, newOutput, toFloat } from "./newParts.js";
import type { Attribute } from "./onnx.js";
import type { OnnxModel, OnnxNode } from "./onnxModel.js";
import { unusedName } from "./renameValue.js";

/** The first operator set with Einsum. */
const einsumOpset = 12;

/**
 * Adds the output `class_map`, float32 [batch, rows, columns]: what each cell says for the best label,
 * the classifier's weights of that label · the cell's features. Their mean and the label's bias are its
 * logit. Unless there is a `feature_map`, and the weights can be read label by label, the model stays as
 * it is.
 */
export function addClassMap(model: OnnxModel, labelCount: number): OnnxModel {
  const { featureMap, classMap } = outputNames;
  const [logits] = model.outputs;
  const { weights } = findClassifier(model, labelCount);
  const hasMap = model.outputs.some(({ name }) => name === featureMap);
  const hasEinsum = (model.opsets.get("") ?? 0) >= einsumOpset;
  if (!hasMap || !hasEinsum || !weights || !logits) return model;

  const name = (part: string): string => unusedName(model, `${classMap}.${part}`);
  const [flat, label, scale] = [name("logits"), name("label"), name("scale")];
  const [raw, row] = [name("raw"), name("row")];
  const { value, labelAxis, axes } = weights;
  const scaled = weights.scale === undefined ? [] : [toOp("Gather", scale, [weights.scale, label])];
  const nodes = [
    toOp("Flatten", flat, [logits.name], { axis: 1n }),
    toOp("ArgMax", label, [flat], { axis: 1n, keepdims: 0n }),
    toOp("Gather", raw, [value, label], { axis: labelAxis }),
    toFloat(raw, row),
    ...scaled,
    toOp("Einsum", classMap, [featureMap, row, ...scaled.map(() => scale)], {
      equation: `bfyx,${axes}${scaled.length > 0 ? ",b" : ""}->byx`,
    }),
  ];
  const outputs = [...model.outputs, newOutput(classMap, "rows", "columns")];
  return { ...model, nodes: [...model.nodes, ...nodes], outputs };
}

/** An operator that has the name of its output. */
function toOp(
  type: string,
  name: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
): OnnxNode {
  return newNode({ name, type, inputs, outputs: [name], attributes });
}
