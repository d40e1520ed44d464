import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createFolder } from "./stagingFolder.js";
import { headFile } from "../inference/heads.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import { toConfig, type HeadDescription } from "./writeTrained.js";

/**
 * Writes a head beside its encoder: `heads/<name>/` in the parent's folder.
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
  });
  return target;
}
