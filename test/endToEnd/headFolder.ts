import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readModelFolder, type ModelFolder } from "../../src/inference/modelFolder.js";
import { shippedModel } from "../modelFolder.js";
import { headFilesOf } from "../storage/headFixtures.js";

/** Features of the shipped model. */
const WIDTH = 1280;

/** A copy of the shipped model with a head of its own, `own`. */
export async function modelWithHead(folder: string): Promise<ModelFolder> {
  const target = join(folder, "lite0");
  await cp(shippedModel, target, { recursive: true });
  const own = join(target, "heads/own");
  await mkdir(own, { recursive: true });
  for (const [name, bytes] of headOf("own")) await writeFile(join(own, name), bytes);
  return readModelFolder(target);
}

/** The files of a head that answers with this label, whatever it sees. */
export function headOf(label: string): Map<string, Uint8Array> {
  return headFilesOf([label, "none"], [...new Float32Array(2 * WIDTH), 5, 0]);
}
