import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createFolder } from "./stagingFolder.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import { featuresName, withFeaturesOutput } from "./onnx/encoder.js";
import { readOnnx } from "./onnx/onnxReader.js";
import { writeFiles } from "./writeFiles.js";

/**
 * Writes a head beside its encoder: `heads/<name>/` in the parent's folder. The parent's graph gets its
 * pooled features as a further output; its other outputs stay the same.
 *
 * @param files of the head by their paths
 * @throws ClassifierError `InvalidModel`, `InvalidSetting` where the head exists already
 */
export async function writeHead(
  parent: ModelFolder,
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const heads = join(dirname(parent.onnxPath), "heads");
  await mkdir(heads, { recursive: true });
  await createFolder(join(heads, name), async (folder) => {
    await writeFiles(folder, files);
    await giveFeatures(parent);
  });
}

async function giveFeatures({ onnxPath, labels }: ModelFolder): Promise<void> {
  const onnx = await readFile(onnxPath);
  if (readOnnx(onnx).outputs.some((output) => output.startsWith(`${featuresName}, `))) return;
  const staged = `${onnxPath}.part`;
  await writeFile(staged, withFeaturesOutput(onnx, labels.length));
  await rename(staged, onnxPath);
}
