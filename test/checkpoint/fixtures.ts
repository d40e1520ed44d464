import { readFileSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { importModel } from "../../src/checkpoint/importModel.js";
import { findCheckpoint } from "../../src/checkpoint/weights/sourceFolder.js";
import type { PrecisionOptions } from "../../src/checkpoint/beit/precision.js";
import { fixture } from "../paths.js";
import { runModel } from "../runModel.js";
import { temporaryFolder } from "../temporaryFolder.js";

/** What PyTorch makes of each variant: logits of two pictures. */
export const goldens: Record<string, number[][]> = JSON.parse(
  readFileSync(fixture("checkpoint/logits.json"), "utf8"),
);

export const formats = ["model.safetensors", "pytorch_model.bin"] as const;
export const variant = (name: string): string => fixture(`checkpoint/${name}`);
export const fp32: PrecisionOptions = { precision: "fp32", keepFloat: [] };
export const int8: PrecisionOptions = { precision: "int8", keepFloat: [] };

/** A copy of a variant in Hugging Face's layout with its weights in one format only. */
export async function checkpointFolder(
  t: TestContext,
  name: string,
  format: (typeof formats)[number] = "model.safetensors",
): Promise<string> {
  const folder = join(await temporaryFolder(t), name);
  await mkdir(folder);
  for (const file of ["config.json", "preprocessor_config.json", format]) {
    await cp(join(variant(name), file), join(folder, file));
  }
  return folder;
}

/** Imports a checkpoint folder. @returns the model folder */
export async function imported(
  t: TestContext,
  folder: string,
  options: PrecisionOptions = fp32,
): Promise<string> {
  const target = join(await temporaryFolder(t), "model");
  const origin = { source: folder, revision: undefined };
  await importModel(await findCheckpoint(folder), target, options, origin);
  return target;
}

/** Logits of the two pictures that the goldens belong to. */
export async function logits(model: string): Promise<number[]> {
  const outputs = await runModel(join(model, "model.onnx"));
  return [...(outputs["logits"]?.data ?? [])];
}

export function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));
}
