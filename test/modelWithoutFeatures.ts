import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { logitsOutput } from "../src/checkpoint/onnx/classifierCut.js";
import { readOnnxModel, toModelBytes } from "../src/checkpoint/onnx/onnxModel.js";
import { pruneModel } from "../src/checkpoint/onnx/pruneModel.js";
import { shippedModel } from "./modelFolder.js";
import { temporaryFolder } from "./temporaryFolder.js";

/** The shipped model as other tools export one: its only output are the logits. */
export async function modelWithoutFeatures(t: TestContext): Promise<string> {
  const folder = join(await temporaryFolder(t), "plain");
  await cp(shippedModel, folder, { recursive: true });
  const path = join(folder, "model.onnx");
  const model = readOnnxModel(await readFile(path));
  await writeFile(path, toModelBytes(pruneModel(model, [logitsOutput(model)])));
  return folder;
}
