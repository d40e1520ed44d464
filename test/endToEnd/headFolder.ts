import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { ModelFolder } from "../../src/inference/modelFolder.js";
import { readModelFolder } from "../../src/inference/modelFolder.js";
import { writeHead } from "../../src/checkpoint/writeHead.js";
import { shippedModel } from "../modelFolder.js";
import { headFilesOf } from "../storage/headFixtures.js";

/** Features of the shipped model. */
const WIDTH = 1280;

/** A copy of the shipped model with a head of its own, `own`. */
export async function modelWithHead(folder: string): Promise<ModelFolder> {
  const target = join(folder, "lite0");
  await cp(shippedModel, target, { recursive: true });
  const labels = ["own", "other"];
  const bias = Float64Array.of(1, 0);
  const weights = new Float64Array(labels.length * WIDTH);
  const head = { weights, bias, labelCount: labels.length, featureCount: WIDTH };
  const described = { head, labels, task: "single-label" } as const;
  await writeHead(await readModelFolder(target), "own", described, "# A head\n");
  return readModelFolder(target);
}

/** The files of a head that answers with this label, whatever it sees. */
export function headOf(label: string): Map<string, Uint8Array> {
  return headFilesOf([label, "none"], [...new Float32Array(2 * WIDTH), 5, 0]);
}
