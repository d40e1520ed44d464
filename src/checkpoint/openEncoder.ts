import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { linkExternalFiles } from "./onnx/externalFiles.js";
import type { Predictor } from "../learning/evaluation/predict.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import { readClassifier } from "./onnx/classifierCut.js";
import { toEncoder } from "./onnx/encoder.js";

/**
 * Cuts the classifier off a model; the rest is its encoder, whose output is the pooled features. The
 * encoder is written to the cache. External weights are linked, not copied.
 *
 * @throws ClassifierError `InvalidModel` where the graph does not end in a linear classifier
 */
export async function openEncoder(model: ModelFolder, cache: string): Promise<Predictor> {
  const onnx = await readFile(model.onnxPath);
  const { width } = readClassifier(onnx, model.labels.length);
  const version = `${model.version}-features`;
  const folder = join(cache, "encoders", version);
  await mkdir(folder, { recursive: true });
  await linkExternalFiles(onnx, dirname(model.onnxPath), folder);
  const onnxPath = join(folder, "model.onnx");
  await writeFile(onnxPath, toEncoder(onnx, model.labels.length));
  return { onnxPath, version, preprocessor: model.preprocessor, outputs: width };
}
