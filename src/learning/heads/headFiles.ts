import { headFile } from "../../inference/heads.js";
import { evaluationFiles } from "../evaluation/evaluationFiles.js";
import type { Thumbnails } from "../evaluation/mistakes.js";
import type { Head } from "../regression/head.js";
import { toHeadConfig } from "./headConfig.js";
import { toTrainedCard, type Training } from "./trainedCard.js";
import { toTrainedHeading } from "./trainedHeading.js";

/**
 * Makes all files of a head: `head.f32` and `config.json`, which the service reads, the model card
 * `README.md`, and the evaluation.
 *
 * @returns the content of each file by its path in the head's folder
 */
export async function headFiles(
  training: Training,
  thumbnails: Thumbnails,
): Promise<Map<string, Uint8Array>> {
  const { name, parent, trained } = training;
  const model = `${parent.name}, version ${parent.version}, head ${name}`;
  return new Map([
    [headFile, toHeadBytes(trained.head)],
    ["config.json", Buffer.from(toHeadConfig(trained))],
    ["README.md", Buffer.from(toTrainedCard(training, { report: "report.html" }))],
    ...(await evaluationFiles(trained.evaluation, toTrainedHeading(training, model), thumbnails)),
  ]);
}

/** The content of `head.f32`: the weights and then the bias, float32, little-endian. */
export function toHeadBytes({ weights, bias }: Head): Uint8Array {
  const values = new Float32Array(weights.length + bias.length);
  values.set(weights);
  values.set(bias, weights.length);
  return new Uint8Array(values.buffer);
}
