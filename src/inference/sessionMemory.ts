import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { spareMemory } from "../image/memoryBudget.js";

/** What a session takes besides the weights, with its thread; 40 MB were measured. */
const SESSION_BYTES = 48 * 1024 * 1024;

/**
 * Whether memory has room for more sessions of a model: a quarter of what the service leaves. Half of it is
 * for costly pictures.
 */
export async function sessionsFit(
  onnxPath: string,
  count: number,
  spare = spareMemory(),
): Promise<boolean> {
  return count * ((await weightBytes(onnxPath)) + SESSION_BYTES) <= spare / 4;
}

/** Bytes of the model file and of those beside it that hold its weights, such as `model.onnx.data`. */
async function weightBytes(onnxPath: string): Promise<number> {
  const folder = dirname(onnxPath);
  const names = (await readdir(folder)).filter((name) => name.startsWith(basename(onnxPath)));
  const files = await Promise.all(names.map((name) => stat(join(folder, name))));
  return files.reduce((sum, { size }) => sum + size, 0);
}
