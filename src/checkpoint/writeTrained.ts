import { copyFile, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { linkExternalFiles } from "./onnx/externalFiles.js";
import { createFolder } from "./stagingFolder.js";
import { pixelValuesSize } from "../image/preprocess.js";
import { readModelFolder, type ModelFolder } from "../inference/modelFolder.js";
import { openSession } from "../inference/session.js";
import { sha256OfBytes } from "../sha256.js";
import { attachHead } from "./onnx/attachHead.js";
import { toHeadConfig } from "../learning/heads/headConfig.js";
import type { Trained } from "../learning/heads/train.js";
import { writeFiles } from "./writeFiles.js";

/**
 * Writes a model folder for the service: the parent's encoder with the new head in one ONNX file. The
 * folder appears when the model has been loaded once.
 *
 * @param toFiles makes the card and the evaluation, by their paths, from the SHA-256 of `model.onnx`
 * @throws ClassifierError `InvalidModel`, `InvalidSetting` where the folder exists already
 */
export async function writeTrained(
  parent: ModelFolder,
  target: string,
  trained: Trained,
  toFiles: (modelSha256: string) => Promise<ReadonlyMap<string, Uint8Array>>,
): Promise<void> {
  const { head, labels } = trained;
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
    await writeFile(join(folder, "config.json"), toHeadConfig(trained));
    const preprocessor = "preprocessor_config.json";
    await copyFile(join(from, preprocessor), join(folder, preprocessor));
    await writeFiles(folder, await toFiles(sha256OfBytes(onnx)));
    const written = await readModelFolder(folder);
    const size = pixelValuesSize(written.preprocessor);
    await openSession(written.onnxPath, 1, { size, labelCount: labels.length });
  });
}
