import { readFile } from "node:fs/promises";
import type { ModelFolder } from "../inference/modelFolder.js";
import { modelHasNoFeatures } from "../inference/modelHasNoFeatures.js";
import { outputNames } from "../inference/outputNames.js";
import { readOnnxModel, refuseDamaged } from "./onnx/onnxModel.js";

/**
 * Checks that heads can be trained on a model, without loading it.
 *
 * @throws ClassifierError `ModelHasNoFeatures`; `InvalidModel` where the file is no model
 */
export async function requireFeatures({ name, onnxPath }: ModelFolder): Promise<void> {
  const onnx = await readFile(onnxPath);
  const { outputs } = refuseDamaged(() => readOnnxModel(onnx));
  if (!outputs.some((output) => output.name === outputNames.features)) {
    throw modelHasNoFeatures(name);
  }
}
