import { readFile } from "node:fs/promises";
import { decode, type PixelLimits } from "../../image/decode.js";
import { pixelValuesSize, preprocess } from "../../image/preprocess.js";
import { readModelFolder, type ModelFolder } from "../../inference/modelFolder.js";
import { openSession, type ModelSession } from "../../inference/session.js";
import { toScores } from "../../labels/scores.js";
import { topK } from "../../labels/topK.js";
import { requireSameLabels } from "./sameLabels.js";

/** How far two models with the same labels agree on the same pictures. */
export interface Comparison {
  readonly pictures: number;
  /** Share of the pictures with the same best label in both models, 0 to 1. */
  readonly topAgreement: number;
  /** Mean share of the five best labels that both models name, 0 to 1. */
  readonly topFiveOverlap: number;
  /** Largest difference of a probability, over all pictures and labels. */
  readonly largestDifference: number;
  /** Mean difference of the probability of the first model's best label. */
  readonly meanDifference: number;
  /** Median milliseconds of one inference, for each model. */
  readonly milliseconds: readonly [number, number];
}

interface Contestant {
  readonly folder: ModelFolder;
  readonly session: ModelSession;
  readonly times: number[];
}

/**
 * Shows each picture to both models. They take turns, so that noise of the machine affects both.
 *
 * @param pictures paths of encoded pictures, at least one
 * @param threads of each session, 1 or more
 * @throws ClassifierError `InvalidModel`, also where the labels differ, and what `decode` throws
 */
export async function compareModels(
  folders: readonly [string, string],
  pictures: readonly string[],
  threads: number,
  limits: PixelLimits,
): Promise<Comparison> {
  const a = await open(folders[0], threads);
  const b = await open(folders[1], threads);
  requireSameLabels(a.folder, b.folder);
  let agreements = 0;
  let overlap = 0;
  let largest = 0;
  let sum = 0;
  for (const picture of pictures) {
    const bytes = await readFile(picture);
    const scoresA = await score(a, bytes, limits);
    const scoresB = await score(b, bytes, limits);
    const count = Math.min(5, scoresA.length);
    const bestA = topK(scoresA, count);
    const bestB = new Set(topK(scoresB, count));
    const [best = 0] = bestA;
    if (bestB.values().next().value === best) agreements++;
    overlap += bestA.filter((label) => bestB.has(label)).length / count;
    const difference = (label: number): number =>
      Math.abs((scoresA[label] ?? 0) - (scoresB[label] ?? 0));
    sum += difference(best);
    for (let label = 0; label < scoresA.length; label++) {
      largest = Math.max(largest, difference(label));
    }
  }
  return {
    pictures: pictures.length,
    topAgreement: agreements / pictures.length,
    topFiveOverlap: overlap / pictures.length,
    largestDifference: largest,
    meanDifference: sum / pictures.length,
    milliseconds: [median(a.times), median(b.times)],
  };
}

async function open(path: string, threads: number): Promise<Contestant> {
  const folder = await readModelFolder(path);
  const size = pixelValuesSize(folder.preprocessor);
  const labelCount = folder.labels.length;
  return {
    folder,
    session: await openSession(folder.onnxPath, threads, { size, labelCount }),
    times: [],
  };
}

async function score(
  { folder, session, times }: Contestant,
  picture: Uint8Array,
  limits: PixelLimits,
): Promise<Float64Array> {
  const pixelValues = preprocess(await decode(picture, limits), folder.preprocessor);
  const start = performance.now();
  const logits = await session.run(pixelValues);
  times.push(performance.now() - start);
  return toScores(logits, folder.scoreFunction);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
