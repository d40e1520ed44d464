import type { Linear } from "./linear.js";
import { newInitializer, newNode, newOutput } from "./newParts.js";
import { readOnnxModel, refuseDamaged, toModelBytes, type OnnxModel } from "./onnxModel.js";
import { freeName, unusedName } from "./renameValue.js";
import { ClassifierError } from "../../errors.js";
import { outputNames } from "../../inference/outputNames.js";
import { addClassMap } from "./classMap.js";
import { cutEncoder, type Encoder } from "./encoder.js";

const logitsName = "logits";

/**
 * Replaces a model's classifier: the inputs and the encoder stay, the outputs are `logits`, float32
 * [batch, labels], and those of {@link outputNames} that the graph can have. The weights of the new
 * classifier go into the model file.
 *
 * @param onnx the bytes of an image classifier's model file
 * @param labelCount of that model
 * @throws ClassifierError `InvalidModel` where the model has no classifier for so many labels, or the
 *   head takes another number of features
 */
export function attachHead(onnx: Uint8Array, labelCount: number, head: Linear): Uint8Array {
  return refuseDamaged(() => {
    const encoder = cutEncoder(readOnnxModel(onnx), labelCount);
    return toModelBytes(addClassMap(addHead(encoder, head), head.outputs));
  });
}

function addHead({ model: encoder, width }: Encoder, head: Linear): OnnxModel {
  if (head.inputs !== width) {
    const message = `model.onnx: gives ${width} features, but the classifier takes ${head.inputs}`;
    throw new ClassifierError("InvalidModel", message);
  }
  const model = freeName(encoder, logitsName);
  const weight = unusedName(model, "classifier.weight");
  const bias = unusedName(model, "classifier.bias");
  const gemm = newNode({
    name: logitsName,
    type: "Gemm",
    inputs: [outputNames.features, weight, bias],
    outputs: [logitsName],
    attributes: { transB: 1n },
  });
  return {
    ...model,
    nodes: [...model.nodes, gemm],
    initializers: [
      ...model.initializers,
      newInitializer(weight, [head.outputs, width], head.weight),
      newInitializer(bias, [head.outputs], head.bias),
    ],
    outputs: [newOutput(logitsName, head.outputs), ...model.outputs],
  };
}
