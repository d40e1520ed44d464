import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { pixelValuesSize } from "../image/preprocess.js";
import { toPreprocessorConfig } from "../image/preprocessorConfig.js";
import { readModelFolder } from "../inference/modelFolder.js";
import { openSession } from "../inference/session.js";
import { sha256OfBytes } from "../sha256.js";
import { toBeitConfig, type BeitConfig } from "./beit/config.js";
import { addBeit } from "./beit/graph.js";
import { toBeitTensors } from "./beit/tensors.js";
import { createExternalData } from "./onnx/externalData.js";
import { Graph } from "./onnx/graph.js";
import { toModelCard, type Origin, type WrittenModel } from "./modelCard.js";
import { outputNames } from "../inference/outputNames.js";
import { withFeatureOutputs } from "./onnx/encoder.js";
import { toOnnx, type Value } from "./onnx/onnx.js";
import { toLinearWriters, type PrecisionOptions } from "./beit/precision.js";
import { damaged, readSmallText } from "./weights/randomAccessFile.js";
import type { CheckpointFiles } from "./weights/sourceFolder.js";
import { createFolder } from "./stagingFolder.js";
import type { Tensors } from "./weights/tensors.js";
import { openWeights } from "./weights/weights.js";

/**
 * Turns a checkpoint into a model folder for the service. The folder appears when all files are
 * written and the model has run once.
 *
 * @throws ClassifierError `InvalidCheckpoint`, `InvalidModel`, `InvalidSetting`
 */
export async function importModel(
  checkpoint: CheckpointFiles,
  target: string,
  options: PrecisionOptions,
  origin: Origin,
): Promise<void> {
  const config = await readJson(checkpoint.config);
  const preprocessor = await readJson(checkpoint.preprocessor);
  const beit = toBeitConfig(config.json);
  checkPictureSize(beit, preprocessor.json);

  const tensors = await openWeights(checkpoint.weights);
  try {
    await createFolder(target, async (folder) => {
      const model = await writeModel(folder, beit, tensors, options);
      await writeFile(join(folder, "config.json"), withLabels(config, model.labelCount));
      await writeFile(join(folder, "preprocessor_config.json"), preprocessor.text);
      await writeFile(
        join(folder, "README.md"),
        toModelCard({ name: basename(target), config: beit, ...options, ...origin, ...model }),
      );
      // With --expose-gc, Node frees the tensors before ONNX Runtime needs the memory. It frees them in
      // a thread of its own, which takes a moment.
      globalThis.gc?.();
      await delay(200);
      await checkServable(folder, beit);
    });
  } finally {
    await tensors.close();
  }
}

/** Reads the folder as the service does, loads the model and runs it once. */
async function checkServable(folder: string, { imageSize }: BeitConfig): Promise<void> {
  const { onnxPath, labels } = await readModelFolder(folder);
  const size = { width: imageSize, height: imageSize };
  const session = await openSession(onnxPath, 1, { size, labelCount: labels.length }, "mapped");
  await session.run({ ...size, data: new Float32Array(3 * imageSize * imageSize) });
}

async function writeModel(
  folder: string,
  config: BeitConfig,
  tensors: Tensors,
  options: PrecisionOptions,
): Promise<WrittenModel> {
  const beitTensors = toBeitTensors(tensors);
  const { labelCount } = beitTensors;
  const weights = await createExternalData(join(folder, "model.onnx.data"));
  try {
    const graph = new Graph(weights);
    const writers = toLinearWriters(options);
    await addBeit({ config, tensors: beitTensors, graph, addLinear: writers.addLinear });
    writers.checkPatterns();
    const weightsSha256 = await weights.finish();
    const { imageSize, hiddenSize } = config;
    const map: Value = {
      name: outputNames.featureMap,
      type: "float32",
      shape: ["batch", hiddenSize, "rows", "columns"],
    };
    const plain = toOnnx({
      name: "BeitForImageClassification",
      producer: "serverless-image-classifier",
      opsets: { "": 20, "com.microsoft": 1 },
      // With this digest the graph changes whenever the weights do; its own digest is the version.
      metadata: { precision: options.precision, weights_sha256: weightsSha256 },
      inputs: [
        { name: "pixel_values", type: "float32", shape: ["batch", 3, imageSize, imageSize] },
      ],
      outputs: [
        { name: "logits", type: "float32", shape: ["batch", labelCount] },
        ...(config.pooling === "mean" ? [map] : []),
      ],
      nodes: graph.nodes,
      initializers: graph.initializers,
    });
    const model = withFeatureOutputs(plain, labelCount);
    await writeFile(join(folder, "model.onnx"), model);
    const modelSha256 = sha256OfBytes(model);
    return { labelCount, modelSha256, weightsSha256 };
  } finally {
    await weights.close();
  }
}

interface JsonFile {
  readonly text: string;
  readonly json: unknown;
}

async function readJson(path: string): Promise<JsonFile> {
  const name = basename(path);
  const text = await readSmallText(path);
  try {
    return { text, json: JSON.parse(text) };
  } catch (cause) {
    throw damaged(name, "is not valid JSON", cause);
  }
}

function checkPictureSize({ imageSize }: BeitConfig, preprocessor: unknown): void {
  const size = pixelValuesSize(toPreprocessorConfig(preprocessor));
  if (size?.width === imageSize && size.height === imageSize) return;
  throw damaged(
    "preprocessor_config.json",
    `makes pictures of ${size ? `${size.width} × ${size.height}` : "any size"}, but image_size of config.json is ${imageSize}`,
  );
}

const labelled = z.looseObject({ id2label: z.record(z.string(), z.string()).nullish() });

/** @returns the file's text; where it names no labels, with the names that transformers uses */
function withLabels({ text, json }: JsonFile, labelCount: number): string {
  const { data } = labelled.safeParse(json);
  if (!data) throw damaged("config.json", "id2label: expected names of labels by their number");
  const count = Object.keys(data.id2label ?? {}).length;
  if (data.id2label && count !== labelCount) {
    throw damaged(
      "config.json",
      `id2label: names ${count} labels, but the weights have ${labelCount}`,
    );
  }
  if (data.id2label) return text;
  const ids = Array.from({ length: labelCount }, (_, id) => [id, `LABEL_${id}`]);
  return `${JSON.stringify({ ...data, id2label: Object.fromEntries(ids) }, undefined, 2)}\n`;
}
