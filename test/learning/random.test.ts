import assert from "node:assert/strict";
import test from "node:test";
import { below, seededRandom, shuffle, uniform, xoshiro128 } from "../../src/learning/random.js";

test("equals the reference implementation of xoshiro128**", () => {
  const next = xoshiro128([1, 2, 3, 4]);
  const expected = [
    11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492, 1_287_239_034, 3_734_860_849,
    3_729_100_597, 4_258_142_804,
  ];
  assert.deepEqual(
    expected.map(() => next()),
    expected,
  );
});

test("a seed always gives the same stream, another seed another", () => {
  const first = (...seed: (string | number)[]): number => seededRandom(...seed)();
  assert.equal(first(1, "cat", 0), 0.888_004_354_016_165_5);
  const seeds = [
    [1, "cat", 0],
    [2, "cat", 0],
    [1, "dog", 0],
    [1, "cat", 1],
    ["1", "cat", 0],
    [1, "cat0"],
  ];
  assert.equal(new Set(seeds.map((seed) => first(...seed))).size, seeds.length);
});

test("numbers are spread evenly over their range", () => {
  const random = seededRandom("spread");
  const counts = Array.from({ length: 10 }, () => 0);
  let sum = 0;
  for (let i = 0; i < 10_000; i++) {
    const digit = below(random, 10);
    counts[digit] = (counts[digit] ?? 0) + 1;
    const number = uniform(random, -2, 4);
    assert.ok(number >= -2 && number < 4);
    sum += number;
  }
  // Four standard deviations of a binomial count, and of the mean.
  for (const count of counts) assert.ok(Math.abs(count - 1000) < 120, counts.join(" "));
  assert.ok(Math.abs(sum / 10_000 - 1) < 0.07, `mean ${sum / 10_000}`);
});

test("shuffles evenly, keeping every value and the list it was given", () => {
  const random = seededRandom("shuffle");
  const values = ["a", "b", "c"];
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffle(random, values).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].toSorted(), ["abc", "acb", "bac", "bca", "cab", "cba"]);
  for (const [order, count] of counts) assert.ok(Math.abs(count - 1000) < 120, `${order} ${count}`);
  assert.deepEqual(values, ["a", "b", "c"]);
});
