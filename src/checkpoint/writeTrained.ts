import { copyFile, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { linkExternalFiles } from "./onnx/externalFiles.js";
import { createFolder } from "./stagingFolder.js";
import { pixelValuesSize } from "../image/preprocess.js";
import { readModelFolder, type ModelFolder, type Task } from "../inference/modelFolder.js";
import { openSession } from "../inference/session.js";
import { sha256OfBytes } from "../sha256.js";
import { attachHead } from "./onnx/attachHead.js";
import type { Head } from "../learning/regression/head.js";

/** A trained head with its labels. */
export interface HeadDescription {
  readonly head: Head;
  readonly labels: readonly string[];
  readonly task: Task;
}

/**
 * Writes a model folder for the service: the parent's encoder with the new head in one ONNX file. The
 * folder appears when the model has been loaded once.
 *
 * @param card makes the README.md from the SHA-256 of `model.onnx`
 * @throws ClassifierError `InvalidModel`, `InvalidSetting` where the folder exists already
 */
export async function writeTrained(
  parent: ModelFolder,
  target: string,
  { head, labels, task }: HeadDescription,
  card: (modelSha256: string) => string,
): Promise<void> {
  const from = dirname(parent.onnxPath);
  const onnx = attachHead(await readFile(parent.onnxPath), parent.labels.length, {
    inputs: head.featureCount,
    outputs: head.labelCount,
    weight: Float32Array.from(head.weights),
    bias: Float32Array.from(head.bias),
  });
  await createFolder(target, async (folder) => {
    await writeFile(join(folder, "model.onnx"), onnx);
    await linkExternalFiles(onnx, from, folder);
    await writeFile(join(folder, "config.json"), toConfig(labels, task));
    const preprocessor = "preprocessor_config.json";
    await copyFile(join(from, preprocessor), join(folder, preprocessor));
    await writeFile(join(folder, "README.md"), card(sha256OfBytes(onnx)));
    const written = await readModelFolder(folder);
    const size = pixelValuesSize(written.preprocessor);
    await openSession(written.onnxPath, 1, { size, labelCount: labels.length });
  });
}

/** Writes the `config.json` of a model's labels as Hugging Face's trainer does. */
export function toConfig(labels: readonly string[], task: Task): string {
  const config = {
    id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    problem_type:
      task === "multi-label" ? "multi_label_classification" : "single_label_classification",
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
