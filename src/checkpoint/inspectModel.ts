import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { PreprocessorConfig } from "../image/preprocessorConfig.js";
import { readModelFolder } from "../inference/modelFolder.js";
import { externalFiles } from "./onnx/externalFiles.js";
import { refuseDamaged } from "./onnx/onnxModel.js";
import { readOnnx } from "./onnx/onnxReader.js";
import { sha256 } from "../sha256.js";

/** A file of weights. */
export interface WeightsFile {
  /** Path from the model folder. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
  /** The SHA-256 that the model was built with; undefined where `model.onnx` does not state it. */
  readonly stated: string | undefined;
}

/** A model folder, described without running it. */
export interface ModelDescription {
  readonly name: string;
  /** The version in the rows and answers of the service. */
  readonly version: string;
  readonly architecture: string | undefined;
  readonly task: string;
  readonly labels: readonly string[];
  readonly precision: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly preprocessor: PreprocessorConfig;
  /** Size of the graph and its weights in bytes. */
  readonly size: number;
  /** SHA-256 of `model.onnx` in hex. */
  readonly sha256: string;
  /** The files of weights beside `model.onnx`. */
  readonly weights: readonly WeightsFile[];
}

const architectures = z.looseObject({ architectures: z.array(z.string()).nullish() });

/** @throws ClassifierError `InvalidModel` */
export async function inspectModel(folder: string): Promise<ModelDescription> {
  const model = await readModelFolder(folder);
  const config = architectures.parse(
    JSON.parse(await readFile(join(folder, "config.json"), "utf8")),
  );
  const onnx = await readFile(model.onnxPath);
  const { inputs, outputs, metadata, precision } = refuseDamaged(() => readOnnx(onnx));
  const weights = await Promise.all(
    externalFiles(onnx).map(async (file) => {
      const path = join(folder, file);
      const stated = file === "model.onnx.data" ? metadata.get("weights_sha256") : undefined;
      return { file, size: (await stat(path)).size, sha256: await sha256(path), stated };
    }),
  );
  return {
    name: model.name,
    version: model.version,
    architecture: config.architectures?.join(", "),
    task: model.task,
    labels: model.labels,
    precision: metadata.get("precision") ?? precision,
    inputs,
    outputs,
    preprocessor: model.preprocessor,
    size: weights.reduce((sum, { size }) => sum + size, onnx.length),
    sha256: await sha256(model.onnxPath),
    weights,
  };
}
