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

/** What a trained head is for. */
export interface HeadDescription {
  readonly head: Head;
  readonly labels: readonly string[];
  readonly task: Task;
}

/**
 * Writes a model folder that serves at once: the parent's encoder with the new head in one ONNX file.
 * The folder appears when it was loaded and run once.
 *
 * @param card makes its README.md of the checksum of its `model.onnx`
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

/** As Hugging Face's trainer writes it of a model's labels. */
export function toConfig(labels: readonly string[], task: Task): string {
  const config = {
    id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    problem_type:
      task === "multi-label" ? "multi_label_classification" : "single_label_classification",
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
