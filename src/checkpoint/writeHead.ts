import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createFolder } from "./stagingFolder.js";
import { headFile } from "../inference/heads.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import { featuresName, withFeaturesOutput } from "./onnx/encoder.js";
import { readOnnx } from "./onnx/onnxReader.js";
import { toConfig, type HeadDescription } from "./writeTrained.js";

/**
 * Writes a head beside its encoder: `heads/<name>/` in the parent's folder. The parent's graph gets its
 * pooled features as a further output; its other outputs stay the same.
 *
 * @returns the head's folder
 * @throws ClassifierError `InvalidModel`, `InvalidSetting` where the head exists already
 */
export async function writeHead(
  parent: ModelFolder,
  name: string,
  { head, labels, task }: HeadDescription,
  card: string,
): Promise<string> {
  const heads = join(dirname(parent.onnxPath), "heads");
  await mkdir(heads, { recursive: true });
  const target = join(heads, name);
  await createFolder(target, async (folder) => {
    const values = new Float32Array(head.weights.length + head.bias.length);
    values.set(head.weights);
    values.set(head.bias, head.weights.length);
    await writeFile(join(folder, headFile), new Uint8Array(values.buffer));
    await writeFile(join(folder, "config.json"), toConfig(labels, task));
    await writeFile(join(folder, "README.md"), card);
    await giveFeatures(parent);
  });
  return target;
}

async function giveFeatures({ onnxPath, labels }: ModelFolder): Promise<void> {
  const onnx = await readFile(onnxPath);
  if (readOnnx(onnx).outputs.some((output) => output.startsWith(`${featuresName}, `))) return;
  const staged = `${onnxPath}.part`;
  await writeFile(staged, withFeaturesOutput(onnx, labels.length));
  await rename(staged, onnxPath);
}
