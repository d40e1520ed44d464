import assert from "node:assert/strict";
import { test } from "node:test";
import { randomNumbers, shuffledIndices } from "../../src/dataset/random.js";

test("the numbers of mulberry32, as computed with whole numbers of any size", () => {
  const expected: [number, number[]][] = [
    [0, [1144304738, 1416247, 958946056]],
    [42, [2581720956, 1925393290, 3661312704]],
    [-1, [3850105811, 813802916, 3073704848]],
    [2 ** 32 + 42, [2581720956, 1925393290, 3661312704]],
  ];
  for (const [seed, values] of expected) {
    const random = randomNumbers(seed);
    assert.deepEqual(
      values.map(() => random() * 2 ** 32),
      values,
    );
  }
});

test("every order of four is as likely as any other", () => {
  const random = randomNumbers(1);
  const counts = new Map<string, number>();
  for (let round = 0; round < 24_000; round++) {
    const order = shuffledIndices(4, random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 24);
  // Pearson's statistic with 23 degrees of freedom is above 49.7 once in a thousand times.
  const statistic = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(statistic < 49.7, `${statistic}`);
  assert.deepEqual([shuffledIndices(0, random), shuffledIndices(1, random)], [[], [0]]);
});
