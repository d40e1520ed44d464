import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createFolder } from "./stagingFolder.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import { writeFiles } from "./writeFiles.js";

/**
 * Writes a head beside its encoder: `heads/<name>/` in the parent's folder.
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
  });
}
