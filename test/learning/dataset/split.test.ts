import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { labelSet } from "../../../src/learning/dataset/labelledPicture.js";
import {
  splitAsAzureMl,
  splitByFraction,
  splitIntoFolds,
  type Split,
} from "../../../src/learning/dataset/split.js";
import { fixture } from "../../paths.js";

interface Item {
  readonly id: number;
  readonly labels: readonly string[];
}

const itemsOf = (labels: readonly string[]): Item[] =>
  labels.map((text, id) => ({ id, labels: text.split("+") }));

/** Items of classes a, b, …, as many of each as is said, mixed. */
const classesOf = (...sizes: number[]): Item[] => {
  const labels = sizes.flatMap((size, name) => Array.from({ length: size }, () => `class ${name}`));
  const mixed = labels.map((label, index) => ({ label, key: (index * 7919) % 10_007 }));
  return itemsOf(mixed.toSorted((a, b) => a.key - b.key).map(({ label }) => label));
};

const countsOf = (items: readonly Item[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(labelSet(item), (counts.get(labelSet(item)) ?? 0) + 1);
  return counts;
};

function assertParts(items: readonly Item[], { training, validation }: Split<Item>): void {
  const ids = (some: readonly Item[]): number[] => some.map(({ id }) => id);
  const together = [...ids(training), ...ids(validation)].toSorted((a, b) => a - b);
  assert.deepEqual(together, ids(items), "every item is on one side");
  for (const side of [training, validation]) {
    assert.deepEqual(
      ids(side),
      ids(side).toSorted((a, b) => a - b),
      "in order",
    );
  }
}

test("a fraction of every class", () => {
  for (const fraction of [0.1, 0.2, 0.25, 0.5, 0.8]) {
    for (const sizes of [
      [134, 100, 57, 3],
      [1000, ...Array.from({ length: 100 }, () => 2)],
      [5, 5],
    ]) {
      const items = classesOf(...sizes);
      const split = splitByFraction(items, fraction, 42);
      assertParts(items, split);
      const learnt = countsOf(split.training);
      const judged = countsOf(split.validation);
      for (const [name, size] of countsOf(items)) {
        const share = size * fraction;
        const count = judged.get(name) ?? 0;
        assert.ok(Math.abs(count - share) < 1 || learnt.get(name) === 1, `${name}: ${count}`);
        assert.ok((learnt.get(name) ?? 0) > 0, `${name} is learnt`);
      }
    }
  }
});

test("the fraction is met as a whole", () => {
  const items = classesOf(3, 4, 6, 8, 13, 134, 57);
  assert.equal(splitByFraction(items, 0.2, 1).validation.length, 45);
});

test("a label's only picture is learnt from, alone or among other labels", () => {
  const rare = Array.from({ length: 30 }, (_, index) => `rare ${index}`);
  const items = itemsOf([...rare, ...Array.from({ length: 30 }, () => "common")]);
  const { training, validation } = splitByFraction(items, 0.5, 7);
  assert.equal(training.length, 45);
  assert.ok(validation.every(({ labels }) => labels[0] === "common"));

  const letters = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const pairs = letters.flatMap((one, index) =>
    letters.slice(index + 1).map((two) => `${one}+${two}`),
  );
  const multi = itemsOf(pairs);
  const split = splitByFraction(multi, 0.25, 7);
  assertParts(multi, split);
  assert.equal(split.validation.length, 7, "sets that occur once are shared out all the same");
  assert.equal(new Set(split.training.flatMap(({ labels }) => labels)).size, letters.length);
});

test("the order of a picture's labels does not matter", () => {
  const items = itemsOf(Array.from({ length: 20 }, (_, index) => (index % 2 ? "a+b" : "b+a")));
  for (const { validation } of splitIntoFolds(items, 10, 3)) assert.equal(validation.length, 2);
  assert.equal(countsOf(items).size, 1);
});

test("the same seed gives the same split on every machine, another seed another", () => {
  const items = classesOf(10, 10);
  const ids = (seed: number): string =>
    splitByFraction(items, 0.2, seed)
      .validation.map(({ id }) => id)
      .join(" ");
  assert.equal(ids(42), "3 10 16 18");
  assert.equal(ids(43), "7 9 10 11");
  const folds = splitIntoFolds(items, 5, 42).map(({ validation }) =>
    validation.map(({ id }) => id),
  );
  assert.deepEqual(folds[0], [2, 4, 12, 13]);
  assert.notDeepEqual(
    folds,
    splitIntoFolds(items, 5, 43).map(({ validation }) => validation.map(({ id }) => id)),
  );
});

const goldens = z
  .array(
    z.object({
      labels: z.array(z.string()),
      folds: z.number(),
      counts: z.array(z.array(z.number())),
    }),
  )
  .parse(JSON.parse(readFileSync(fixture("goldens/stratified-k-fold.json"), "utf8")));

test("folds have the sizes and class counts of scikit-learn's StratifiedKFold", () => {
  assert.ok(goldens.length >= 5);
  for (const { labels, folds, counts } of goldens) {
    const items = itemsOf(labels);
    const splits = splitIntoFolds(items, folds, 11);
    for (const split of splits) assertParts(items, split);
    const judged = splits.flatMap(({ validation }) => validation.map(({ id }) => id));
    assert.equal(new Set(judged).size, items.length, "each is judged once");
    const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
    const sizes = splits.map(({ validation }) => validation.length);
    const expectedSizes = counts.map((fold) => fold.reduce((sum, count) => sum + count, 0));
    assert.deepEqual(ascending(sizes), ascending(expectedSizes));
    for (const [index, name] of [...new Set(labels)].toSorted().entries()) {
      const ours = splits.map(
        ({ validation }) => validation.filter(({ labels }) => labels[0] === name).length,
      );
      assert.deepEqual(ascending(ours), ascending(counts.map((fold) => fold[index] ?? 0)), name);
    }
  }
});

test("every fifth row, from the first on, as Azure ML's examples split", () => {
  const items = classesOf(11);
  const split = splitAsAzureMl(items);
  assertParts(items, split);
  assert.deepEqual(
    split.validation.map(({ id }) => id),
    [0, 5, 10],
  );
});

test("splits that cannot be", () => {
  const few = classesOf(1, 1);
  for (const fraction of [0, 1, -0.1, 1.5, Number.NaN]) {
    assert.throws(() => splitByFraction(classesOf(10), fraction, 1), { name: "DatasetError" });
  }
  for (const folds of [1, 0, 2.5, 3, Number.NaN]) {
    assert.throws(() => splitIntoFolds(few, folds, 1), { name: "DatasetError" });
  }
  assert.throws(() => splitByFraction(few, 0.5, 1), { name: "DatasetError", message: /too few/ });
  assert.throws(() => splitAsAzureMl([1]), { name: "DatasetError", message: /too few/ });
});

test("100,000 pictures are split in seconds", () => {
  const items = classesOf(...Array.from({ length: 1000 }, () => 100));
  const start = performance.now();
  splitByFraction(items, 0.2, 1);
  splitIntoFolds(items, 5, 1);
  assert.ok(performance.now() - start < 5000);
});
