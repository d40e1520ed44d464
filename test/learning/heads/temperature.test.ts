import assert from "node:assert/strict";
import { test } from "node:test";
import { applyHead } from "../../../src/inference/heads.js";
import { fitTemperature, withTemperature } from "../../../src/learning/heads/temperature.js";
import { toScores } from "../../../src/labels/scores.js";
import { Random } from "../../random.js";

const random = new Random(7);

/** Logits of pictures whose labels come true as often as their scores say, times a factor. */
function drawn(pictures: number, factor: number): { logits: Float32Array[]; truth: number[][] } {
  const logits = Array.from({ length: pictures }, () =>
    Float32Array.from({ length: 3 }, () => 4 * random.next() - 2),
  );
  const truth = logits.map((row) => {
    const [a = 0, b = 0] = toScores(row, "softmax");
    const at = random.next();
    return [at < a ? 0 : at < a + b ? 1 : 2];
  });
  return { logits: logits.map((row) => row.map((logit) => factor * logit)), truth };
}

test("the temperature of logits that are too large or too small is their factor", () => {
  for (const factor of [0.5, 3]) {
    const { logits, truth } = drawn(4000, factor);
    const found = fitTemperature(logits, truth, "single-label");
    assert.ok(Math.abs(found / factor - 1) < 0.1, `${found} for ${factor}`);
  }
});

test("with several labels each decision counts", () => {
  const logits = Array.from({ length: 8000 }, () => Float32Array.of(4 * random.next() - 2));
  const truth = logits.map(([logit = 0]) =>
    random.next() < 1 / (1 + Math.exp(-logit)) ? [0] : [],
  );
  const doubled = logits.map((row) => row.map((logit) => 2 * logit));
  const found = fitTemperature(doubled, truth, "multi-label");
  assert.ok(Math.abs(found / 2 - 1) < 0.1, `${found}`);
});

test("calibrated logits stay as they are, and nothing is learnt from no picture", () => {
  const { logits, truth } = drawn(200, 1);
  assert.equal(fitTemperature(logits, truth, "single-label"), 1);
  assert.equal(fitTemperature([], [], "single-label"), 1);
  assert.equal(fitTemperature([undefined], [[0]], "single-label"), 1);
});

test("pictures that are all right do not make every score 1", () => {
  const logits = Array.from({ length: 50 }, () => Float32Array.of(1, 0));
  const found = fitTemperature(
    logits,
    logits.map(() => [0]),
    "single-label",
  );
  assert.ok(found > 0.1 && found < 0.5, `${found}`);
});

test("a head with its temperature gives the divided logits", () => {
  const shape = { labelCount: 2, featureCount: 2 };
  const head = { ...shape, weights: Float64Array.of(1, 2, 3, 4), bias: Float64Array.of(5, 6) };
  const features = Float32Array.of(1, -1);
  const divided = applyHead(head, features).map((logit) => logit / 2);
  assert.deepEqual(applyHead(withTemperature(head, 2), features), divided);
});
