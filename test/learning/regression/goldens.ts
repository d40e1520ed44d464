import { readFileSync } from "node:fs";
import type { Features } from "../../../src/learning/regression/design.js";
import type { Head } from "../../../src/learning/regression/head.js";
import type { HeadLoss } from "../../../src/learning/regression/headLoss.js";
import { sigmoidRegression } from "../../../src/learning/regression/sigmoidRegression.js";
import { softmaxRegression } from "../../../src/learning/regression/softmaxRegression.js";
import { fixture } from "../../paths.js";

/** Data and training as `goldens/heads.py` describes them. */
export interface Description {
  readonly kind: "softmax" | "sigmoid";
  readonly rows: number;
  readonly columns: number;
  readonly labels: number;
  /** Added to the features of the right label. */
  readonly shift: number;
  readonly seed: number;
  readonly C: number;
  /** Only one of so many rows has another label than the first. */
  readonly every?: number;
  /** The last label has one row. */
  readonly single?: boolean;
  readonly scales?: readonly number[];
  readonly classWeights?: "balanced" | readonly number[];
  readonly sampleWeights?: readonly number[];
  readonly labelSmoothing?: number;
}

export interface Case extends Description {
  readonly name: string;
  readonly objective: number;
  readonly predictions: string;
  readonly probabilities: readonly number[];
}

interface Goldens {
  readonly cases: readonly Case[];
  readonly crossValidation: Description & {
    readonly groups: readonly number[];
    readonly folds: readonly (readonly number[])[];
    readonly figures: readonly { strength: number; logLoss: number; accuracy: number }[];
  };
}

export const goldens: Goldens = JSON.parse(readFileSync(fixture("goldens/heads.json"), "utf8"));

/** The same numbers as `generate` of heads.py. */
export function generate(description: Description): { features: Features; loss: HeadLoss } {
  const { kind, rows, columns, labels, shift, every, single, scales } = description;
  let state = description.seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const values = new Float32Array(rows * columns);
  const answers = new Uint8Array(rows * labels);
  const classes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let right = row % labels;
    if (every !== undefined && every > 0 && row % every > 0) right = 0;
    if (single === true) right = row === 0 ? labels - 1 : row % (labels - 1);
    classes[row] = right;
    for (let label = 0; label < labels; label++) {
      const isRight = kind === "sigmoid" ? uniform() < 0.4 : label === right;
      answers[row * labels + label] = isRight ? 1 : 0;
    }
    for (let i = 0; i < columns; i++) {
      const answer = answers[row * labels + (i % labels)] ?? 0;
      values[row * columns + i] = (uniform() - 0.5 + shift * answer) * (scales?.[i] ?? 1);
    }
  }
  const { classWeights, labelSmoothing } = description;
  const balanced = classWeights === "balanced";
  const sampleWeights = toSampleWeights(description, classes);
  const loss =
    kind === "softmax"
      ? softmaxRegression(classes, labels, { balanced, sampleWeights, labelSmoothing })
      : sigmoidRegression(answers, labels, { balanced, sampleWeights });
  return { features: { values, rows, columns }, loss };
}

/** A class's weight is the same as that weight for each of its rows. */
function toSampleWeights(
  { classWeights, sampleWeights }: Description,
  classes: Int32Array,
): readonly number[] | undefined {
  if (classWeights === undefined || classWeights === "balanced") return sampleWeights;
  return Array.from(classes, (label, row) => {
    return (classWeights[label] ?? 1) * (sampleWeights?.[row] ?? 1);
  });
}

/** The sum of the rows' weighted losses, plus half the squared norm of the weights over C. */
export function objectiveOf(
  { values, rows, columns }: Features,
  loss: HeadLoss,
  { weights, bias }: Head,
  C: number,
): number {
  const training = loss.on(Int32Array.from({ length: rows }, (_, row) => row));
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const x = values.subarray(row * columns, (row + 1) * columns);
    const logits = bias.map((bias, label) =>
      x.reduce((sum, value, i) => sum + value * (weights[label * columns + i] ?? 0), bias),
    );
    sum += training.evaluate(row, logits, 0);
  }
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return sum + (loss.penaltyFactor / C / 2) * squares;
}
