import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ClassifierError } from "../errors.js";
import type { ScoreFunction } from "../labels/scores.js";

/** The content of `config.json` beside a head. */
interface Meaning {
  readonly labels: readonly string[];
  readonly task: "single-label" | "multi-label";
  readonly scoreFunction: ScoreFunction;
  /** The score from which it is sure of each label; Infinity: never. */
  readonly thresholds?: readonly number[] | undefined;
}

/** A linear classifier: logits = weights · features + bias. */
interface Weights {
  /** [labels, features] in row-major order */
  readonly weights: ArrayLike<number>;
  /** [labels] */
  readonly bias: ArrayLike<number>;
}

/** A linear classifier on the pooled features of a model. */
export interface ClassifierHead extends Meaning, Weights {
  readonly name: string;
  /** Of a published head: 1 or more. Heads of the model's folder have none. */
  readonly version?: number;
  /** [labels, features] in row-major order */
  readonly weights: Float32Array;
  /** [labels] */
  readonly bias: Float32Array;
  readonly featureCount: number;
}

/** The file of a head: the weights and then the bias, float32, little-endian. */
export const headFile = "head.f32";

/**
 * Reads `heads/`. Each head is a folder with `config.json` and `head.f32`.
 *
 * @param readMeaning reads a `config.json`
 * @returns heads by name; empty if the folder does not exist
 * @throws ClassifierError `InvalidModel`
 */
export async function readHeads(
  folder: string,
  readMeaning: (folder: string) => Promise<Meaning>,
): Promise<Map<string, ClassifierHead>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const heads = names.toSorted().map(async (name) => {
    const meaning = await readMeaning(join(folder, name));
    return toHead(
      name,
      meaning,
      await readFile(join(folder, name, headFile)).catch(() => undefined),
    );
  });
  return new Map((await Promise.all(heads)).map((head) => [head.name, head]));
}

/**
 * Makes a head of the content of its files.
 *
 * @param bytes of `head.f32`
 * @throws ClassifierError `InvalidModel`
 */
export function toHead(
  name: string,
  meaning: Meaning,
  bytes: Uint8Array | undefined,
): ClassifierHead {
  const labels = meaning.labels.length;
  const rows = (bytes?.byteLength ?? 0) / 4 / labels;
  if (!bytes || !Number.isInteger(rows) || rows < 2) {
    const message = `heads/${name}/${headFile}: expected weights and biases of ${labels} labels`;
    throw new ClassifierError("InvalidModel", message);
  }
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  const featureCount = rows - 1;
  const weights = values.subarray(0, labels * featureCount);
  return { name, ...meaning, weights, bias: values.subarray(weights.length), featureCount };
}

/**
 * Computes the logits of any number of pictures, in float32 as the graph does.
 *
 * @param features [pictures, features] in row-major order
 * @returns [pictures, labels] in row-major order
 */
export function applyHead({ weights, bias }: Weights, features: Float32Array): Float32Array {
  const featureCount = weights.length / bias.length;
  const logits = new Float32Array((features.length / featureCount) * bias.length);
  for (let i = 0; i < logits.length; i++) {
    const label = i % bias.length;
    const row = label * featureCount;
    const picture = ((i - label) / bias.length) * featureCount;
    let sum = bias[label] ?? 0;
    for (let j = 0; j < featureCount; j++) {
      sum += (weights[row + j] ?? 0) * (features[picture + j] ?? 0);
    }
    logits[i] = sum;
  }
  return logits;
}
