import assert from "node:assert/strict";
import { test } from "node:test";
import { toDesign } from "../../../src/learning/regression/design.js";
import {
  linearLogits,
  linearObjective,
  paddedOutputs,
} from "../../../src/learning/regression/linearObjective.js";
import { Random } from "../../random.js";
import { generate, goldens } from "./goldens.js";

for (const golden of goldens.cases.filter(({ C, scales }) => C === 1 && scales === undefined)) {
  const { features, loss } = generate(golden);
  const design = toDesign(features);
  const training = loss.on(Int32Array.from({ length: golden.rows }, (_, row) => row));
  const objective = linearObjective(design, training, golden.labels, 0.7, 0.01);
  const random = new Random(3);
  const used = golden.labels * design.columns;
  const point = new Float64Array(paddedOutputs(golden.labels) * design.columns);
  for (let i = 0; i < used; i++) point[i] = random.next() - 0.5;

  test(`the gradient is that of finite differences: ${golden.name}`, () => {
    const gradient = new Float64Array(point.length);
    objective(point, gradient);
    for (let i = 0; i < used; i++) {
      const at = (offset: number): number =>
        objective(point.with(i, (point[i] ?? 0) + offset), new Float64Array(point.length));
      const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
      assert.ok(Math.abs((gradient[i] ?? 0) - difference) < 1e-8, `${i}: ${difference}`);
    }
    assert.ok(gradient.subarray(used).every((component) => component === 0));
  });

  test(`the curvature is that of finite differences: ${golden.name}`, () => {
    const logits = linearLogits(design, point, golden.labels);
    const derivatives = (label: number, offset: number): Float64Array => {
      const moved = logits.slice(0, golden.labels);
      moved[label] = (moved[label] ?? 0) + offset;
      training.evaluate(0, moved, 0);
      return moved;
    };
    let sum = 0;
    for (let label = 0; label < golden.labels; label++) {
      const [above, below] = [derivatives(label, 1e-5), derivatives(label, -1e-5)];
      sum += ((above[label] ?? 0) - (below[label] ?? 0)) / 2e-5;
    }
    const curvature = training.curvature(0, logits, 0);
    assert.ok(Math.abs(curvature - sum / golden.labels) < 1e-8, `${curvature}`);
  });
}
