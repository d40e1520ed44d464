import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { PreprocessorConfig } from "../image/preprocessorConfig.js";
import { readModelFolder } from "../inference/modelFolder.js";
import { refuseDamaged } from "./onnx/onnxModel.js";
import { readOnnx } from "./onnx/onnxReader.js";
import { sha256 } from "../sha256.js";

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
  /** Whether the weights file has the stated checksum; undefined where no checksum is stated. */
  readonly weightsMatch: boolean | undefined;
}

const architectures = z.looseObject({ architectures: z.array(z.string()).nullish() });

/** @throws ClassifierError `InvalidModel` */
export async function inspectModel(folder: string): Promise<ModelDescription> {
  const model = await readModelFolder(folder);
  const config = architectures.parse(
    JSON.parse(await readFile(join(folder, "config.json"), "utf8")),
  );
  const onnx = await readFile(model.onnxPath);
  const { inputs, outputs, metadata, usesInt8 } = refuseDamaged(() => readOnnx(onnx));
  const weightsPath = join(folder, "model.onnx.data");
  const weights = metadata.get("weights_sha256");
  return {
    name: model.name,
    version: model.version,
    architecture: config.architectures?.join(", "),
    task: model.task,
    labels: model.labels,
    precision: metadata.get("precision") ?? (usesInt8 ? "int8" : "fp32 or fp16"),
    inputs,
    outputs,
    preprocessor: model.preprocessor,
    size: onnx.length + (weights === undefined ? 0 : (await stat(weightsPath)).size),
    sha256: await sha256(model.onnxPath),
    weightsMatch: weights === undefined ? undefined : (await sha256(weightsPath)) === weights,
  };
}
