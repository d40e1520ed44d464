import type { Linear } from "./linear.js";
import { toTensor } from "./onnx.js";
import {
  newPart,
  readOnnxModel,
  refuseDamaged,
  toModelBytes,
  type OnnxModel,
  type Part,
} from "./onnxModel.js";
import { freeName, unusedName } from "./renameValue.js";
import { ClassifierError } from "../../errors.js";
import { cutEncoder, featuresName, newNode, newOutput, type Encoder } from "./encoder.js";

const logitsName = "logits";

/**
 * Replaces a model's classifier: the inputs and the encoder stay, the only output is `logits`, float32
 * [batch, labels]. The weights of the new classifier go into the model file.
 *
 * @param onnx the bytes of an image classifier's model file
 * @param labelCount of that model
 * @throws ClassifierError `InvalidModel` where the model has no classifier for so many labels, or the
 *   head takes another number of features
 */
export function attachHead(onnx: Uint8Array, labelCount: number, head: Linear): Uint8Array {
  return refuseDamaged(() => {
    const encoder = cutEncoder(readOnnxModel(onnx), labelCount);
    return toModelBytes(addHead(encoder, head));
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
    domain: "",
    inputs: [featuresName, weight, bias],
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
    outputs: [newOutput(logitsName, head.outputs)],
  };
}

/** ONNX is little-endian, as is every processor that ONNX Runtime has a Node package for. */
function newInitializer(name: string, shape: readonly number[], elements: Float32Array): Part {
  const data = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  return newPart(5, name, toTensor({ name, type: "float32", shape, data }));
}
