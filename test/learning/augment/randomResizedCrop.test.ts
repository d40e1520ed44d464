import assert from "node:assert/strict";
import test from "node:test";
import { seededRandom, type Random } from "../../../src/learning/random.js";
import { randomResizedCrop } from "../../../src/learning/augment/randomResizedCrop.js";
import { goldens } from "./augmentGoldens.js";

for (const [index, { width, height, draws, crop }] of goldens.crops.entries()) {
  test(`chooses torchvision's crop of ${width} × ${height} (case ${index})`, () => {
    const left = [...draws];
    const scripted: Random = () => left.shift() ?? assert.fail("draws more than torchvision");
    assert.deepEqual(randomResizedCrop(scripted, { width, height }), crop);
    assert.deepEqual(left, []);
  });
}

test("crops keep their bounds and are spread as they should be", () => {
  const size = { width: 1000, height: 1000 };
  const random = seededRandom("crops");
  const count = 20_000;
  const crops = Array.from({ length: count }, () => randomResizedCrop(random, size));
  for (const { left, top, width, height } of crops) {
    assert.ok(left >= 0 && left + width <= size.width && top >= 0 && top + height <= size.height);
    // A side is rounded by at most half a pixel.
    const area = width * height;
    const rounding = (width + height + 1) / 2;
    assert.ok(area > 80_000 - rounding && area < 1_000_000 + rounding, `area ${area}`);
    assert.ok((width + 0.5) / (height - 0.5) > 3 / 4 && (width - 0.5) / (height + 0.5) < 4 / 3);
  }
  const mean = (of: (crop: (typeof crops)[number]) => number): number =>
    crops.reduce((sum, crop) => sum + of(crop), 0) / count;
  // Large crops whose longer side does not fit are drawn anew, or the mean would be 0.54.
  assertNear(
    mean(({ width, height }) => (width * height) / 1e6),
    expectedArea(),
    0.005,
  );
  assertNear(
    mean(({ width, height }) => Math.log(width / height)),
    0,
    0.005,
  );
  assertNear(
    mean(({ left, width }) => (left + width / 2) / 1000),
    0.5,
    0.004,
  );
  assertNear(
    mean(({ top, height }) => (top + height / 2) / 1000),
    0.5,
    0.004,
  );
});

/**
 * The mean share of a square's area: shares are uniform from 0.08 to 1, log ratios between ±ln 4/3,
 * and what fits has share × ratio ≤ 1 for the ratio of the longer side to the shorter.
 */
function expectedArea(): number {
  const steps = 1000;
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const largest = Math.exp((-Math.log(4 / 3) * (i + 0.5)) / steps);
    weight += largest - 0.08;
    sum += (largest ** 2 - 0.08 ** 2) / 2;
  }
  return sum / weight;
}

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual} is not near ${expected}`);
}
