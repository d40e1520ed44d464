import assert from "node:assert/strict";
import { test } from "node:test";
import type { KnownPicture } from "../../../src/learning/dataset/report.js";
import { train } from "../../../src/learning/heads/train.js";
import { toSplits } from "../../../src/learning/heads/heldOut.js";
import { Random } from "../../random.js";

const options = {
  task: "single-label",
  seed: 1,
  strength: undefined,
  balanced: false,
  labelSmoothing: 0,
} as const;
const random = new Random(3);
const pictures: KnownPicture[] = Array.from({ length: 20 }, (_, i) => ({
  name: `${i}`,
  labels: [i % 2 ? "odd" : "even"],
  sha256: `${i}`,
}));
/** The first feature tells the label; a view of a picture is a little beside it. */
const plain = pictures.map((_, i) => Float32Array.of(i % 2 ? 1 : -1, random.next()));
const views = plain.map((values) => [values.map((value) => value + 0.1)]);
const features = { width: 2, plain, views };

test("with folds each picture is judged once, and rightly where a feature tells the label", () => {
  const { labels, figures, evaluation } = train(
    pictures,
    features,
    { kind: "folds", folds: 4 },
    options,
  );
  assert.deepEqual(labels, ["even", "odd"]);
  assert.equal(figures.length, 10);
  const names = evaluation.pictures.map(({ name }) => name);
  assert.deepEqual(names.toSorted(), pictures.map(({ name }) => name).toSorted());
  assert.ok(evaluation.isRight.every(Boolean));
});

test("a given strength is used, and given validation pictures are not trained on", () => {
  const validation = new Set([0, 1]);
  // Were they trained on, these two would turn the head around.
  const reversed = plain.map((values, i) =>
    validation.has(i) ? values.map((x) => -1e3 * x) : values,
  );
  const holdOut = { kind: "given", validation } as const;
  const trained = train(
    pictures,
    { ...features, plain: reversed, views: plain.map(() => []) },
    holdOut,
    { ...options, strength: 7 },
  );
  assert.deepEqual([trained.strength, trained.figures], [7, []]);
  const { weights } = trained.head;
  assert.ok((weights[2] ?? 0) > (weights[0] ?? 0));
  assert.deepEqual(trained.evaluation.pictures, pictures.slice(0, 2));
});

test("a fraction is held out once; a single label cannot be learnt", () => {
  const [split, ...others] = toSplits(pictures, { kind: "fraction", fraction: 0.2 }, 1);
  assert.deepEqual([split?.training.length, split?.validation.length, others.length], [16, 4, 0]);
  const alike = pictures.map((picture) => ({ ...picture, labels: ["x"] }));
  const run = () => train(alike, features, { kind: "folds", folds: 2 }, options);
  assert.throws(run, { name: "DatasetError", message: /two labels/ });
});

test("what is trained from, and what comes of it, can go to another thread", () => {
  const holdOut = { kind: "given", validation: new Set([0, 1]) } as const;
  const sent = structuredClone({ pictures, features, holdOut, options });
  const trained = train(sent.pictures, sent.features, sent.holdOut, sent.options);
  assert.deepEqual(structuredClone(trained), train(pictures, features, holdOut, options));
});
