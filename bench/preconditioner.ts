/**
 * Trains a head with the product's preconditioner and with plain L-BFGS. Both start from zeros; plain
 * L-BFGS stops when its objective is within 1e-8 of the other one's.
 *
 *     node dist/bench/preconditioner.js [PICTURES LABELS [FEATURES [C]]]
 */

import { toDesign, type Design } from "../src/learning/regression/design.js";
import { headFitter } from "../src/learning/regression/headFitter.js";
import type { HeadLoss } from "../src/learning/regression/headLoss.js";
import { minimize, type Objective } from "../src/learning/regression/lbfgs.js";
import { linearObjective, paddedOutputs } from "../src/learning/regression/linearObjective.js";
import { softmaxRegression } from "../src/learning/regression/softmaxRegression.js";
import { median } from "./statistics.js";
import { syntheticFeatures } from "./syntheticFeatures.js";

const RUNS = 3;
/** Those of `trainHead`. */
const TOLERANCES = { gradientTolerance: 1e-10, decreaseTolerance: 1e-11 };
const STRENGTHS = [1e-2, 1, 100];

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
  const { features, classes } = syntheticFeatures(pictures, labels, width);
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
