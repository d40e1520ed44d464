/**
 * Trains a head with the product's preconditioner and with plain L-BFGS. Both start from zeros; plain
 * L-BFGS stops when its objective is within 1e-8 of the other one's.
 *
 *     node dist/bench/preconditioner.js [PICTURES LABELS [FEATURES [C]]]
 *
 * The features resemble those of an image encoder: never negative, correlated, with scales that differ
 * tenfold, as those of EfficientNet-Lite0 do.
 */

import { toDesign, type Design, type Features } from "../src/learning/regression/design.js";
import { headFitter } from "../src/learning/regression/headFitter.js";
import type { HeadLoss } from "../src/learning/regression/headLoss.js";
import { minimize, type Objective } from "../src/learning/regression/lbfgs.js";
import { linearObjective, paddedOutputs } from "../src/learning/regression/linearObjective.js";
import { softmaxRegression } from "../src/learning/regression/softmaxRegression.js";
import { Random } from "../test/random.js";
import { median } from "./statistics.js";

const RUNS = 3;
/** Those of `trainHead`. */
const TOLERANCES = { gradientTolerance: 1e-10, decreaseTolerance: 1e-11 };
const STRENGTHS = [1e-2, 1, 100];
/** Directions in which pictures differ; the first ones tell the labels apart. */
const LATENT = 64;

const [pictures, labels, width, only] = process.argv.slice(2).map(Number);
const cases: [pictures: number, labels: number, features: number][] =
  pictures && labels
    ? [[pictures, labels, width ?? 1280]]
    : [
        [5, 40, 1280],
        [200, 5, 1280],
        [1000, 10, 1280],
        [10_000, 100, 64],
      ];
console.log("| Pictures × labels × features | C | Plain | Preconditioned | Factor |");
console.log("| --- | --- | --- | --- | --- |");
for (const [pictures, labels, width] of cases) {
  const { features, classes } = generate(pictures, labels, width);
  const design = toDesign(features);
  const loss = softmaxRegression(classes, labels);
  for (const strength of only ? [only] : STRENGTHS) measure(design, loss, strength);
}

function measure(design: Design, loss: HeadLoss, strength: number): void {
  const scaled = repeat(() => preconditioned(design, loss, strength));
  const target = scaled.value * (1 + 1e-8);
  const unscaled = repeat(() => plain(design, loss, strength, target));
  const name = `${design.rows} × ${loss.labelCount} × ${design.means.length}`;
  const factor = (unscaled.seconds / scaled.seconds).toFixed(1);
  console.log(`| ${[name, strength, describe(unscaled), describe(scaled), factor].join(" | ")} |`);
}

function preconditioned(design: Design, loss: HeadLoss, strength: number): Trained {
  return headFitter(design, loss, allRows(design), TOLERANCES).minimum(strength);
}

/** Stops as soon as the objective is as low as the target. */
function plain(design: Design, loss: HeadLoss, strength: number, target: number): Trained {
  const { labelCount, penaltyFactor } = loss;
  const training = loss.on(allRows(design));
  const penalty = penaltyFactor / strength;
  const objective = linearObjective(design, training, labelCount, penalty, 1 / design.rows);
  const watched: Objective = (point, gradient) => {
    const value = objective(point, gradient);
    // A gradient of zeros is an optimum to the minimiser.
    if (value <= target) gradient.fill(0);
    return value;
  };
  const start = new Float64Array(paddedOutputs(labelCount) * design.columns);
  const options = { gradientTolerance: 0, decreaseTolerance: 0, iterations: 20_000 };
  return minimize(watched, start, options);
}

interface Trained {
  readonly value: number;
  readonly iterations: number;
}

interface Result extends Trained {
  readonly seconds: number;
}

function repeat(train: () => Trained): Result {
  const results = Array.from({ length: RUNS }, () => {
    const begun = performance.now();
    const trained = train();
    return { seconds: (performance.now() - begun) / 1000, trained };
  });
  const trained = results[0]?.trained ?? { value: Number.NaN, iterations: 0 };
  return { ...trained, seconds: median(results.map(({ seconds }) => seconds)) };
}

function describe({ seconds, iterations }: Result): string {
  return `${seconds.toPrecision(2)} s, ${iterations} iterations`;
}

function allRows(design: Design): Int32Array {
  return Int32Array.from({ length: design.rows }, (_, row) => row);
}

function generate(
  rows: number,
  labels: number,
  columns: number,
): { features: Features; classes: Int32Array } {
  const random = new Random(rows + labels);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const normals = (count: number): Float64Array => Float64Array.from({ length: count }, normal);
  const mixing = normals(columns * LATENT);
  const centres = normals(labels * LATENT);
  const scales = Float64Array.from({ length: columns }, () => 10 ** random.next());
  const classes = Int32Array.from({ length: rows }, (_, row) => row % labels);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const latent = normals(LATENT).map((x, i) => {
      const centre = centres[(classes[row] ?? 0) * LATENT + i] ?? 0;
      return (0.7 * centre + x) / Math.sqrt(1 + i);
    });
    for (let column = 0; column < columns; column++) {
      let sum = 0.3 * normal();
      for (let i = 0; i < LATENT; i++) sum += (mixing[column * LATENT + i] ?? 0) * (latent[i] ?? 0);
      values[row * columns + column] = Math.max(0, sum) * (scales[column] ?? 0);
    }
  }
  return { features: { values, rows, columns }, classes };
}
