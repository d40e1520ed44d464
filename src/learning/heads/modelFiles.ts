import { evaluationFiles } from "../evaluation/evaluationFiles.js";
import type { Thumbnails } from "../evaluation/mistakes.js";
import { toTrainedCard, type Training } from "./trainedCard.js";
import { toTrainedHeading } from "./trainedHeading.js";

const FOLDER = "evaluation";

/**
 * Makes the model card and the evaluation of a whole fine-tuned model.
 *
 * @param modelSha256 SHA-256 of its `model.onnx`
 * @returns the content of each file by its path in the model's folder
 */
export async function modelFiles(
  training: Training,
  thumbnails: Thumbnails,
  modelSha256: string,
): Promise<Map<string, Uint8Array>> {
  const heading = toTrainedHeading(
    training,
    `${training.name}, version ${modelSha256.slice(0, 12)}`,
  );
  const card = toTrainedCard(training, { report: `${FOLDER}/report.html`, modelSha256 });
  const evaluation = await evaluationFiles(training.trained.evaluation, heading, thumbnails);
  return new Map([
    ["README.md", Buffer.from(card)],
    ...[...evaluation].map(([path, content]) => [`${FOLDER}/${path}`, content] as const),
  ]);
}
