import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { mcnemar } from "../../../src/learning/evaluation/mcnemar.js";
import { multiClassMetrics } from "../../../src/learning/evaluation/multiClassMetrics.js";
import { multiLabelMetrics } from "../../../src/learning/evaluation/multiLabelMetrics.js";
import type { Metrics, ScoredPictures } from "../../../src/learning/evaluation/scoredPictures.js";
import { fixture } from "../../paths.js";

const metrics = z.record(z.string(), z.number().nullable());
const golden = z
  .object({
    multiClass: z.array(
      z.object({
        name: z.string(),
        case: z.object({
          seed: z.number(),
          pictures: z.number(),
          classes: z.number(),
          present: z.array(z.number()).optional(),
          skill: z.number().default(3),
          levels: z.number().default(8),
        }),
        metrics,
      }),
    ),
    multiLabel: z.array(
      z.object({
        name: z.string(),
        case: z.object({
          seed: z.number(),
          pictures: z.number(),
          labels: z.number(),
          share: z.number().default(0.4),
        }),
        metrics,
      }),
    ),
    mcnemar: z.array(
      z.object({ onlyFirst: z.number(), onlySecond: z.number(), pValue: z.number() }),
    ),
  })
  .parse(JSON.parse(readFileSync(fixture("goldens/metrics.json"), "utf8")));

type MultiClassCase = (typeof golden.multiClass)[number]["case"];
type MultiLabelCase = (typeof golden.multiLabel)[number]["case"];

/** The generator of metrics.py. */
function generator(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (1664525n * state + 1013904223n) % 2n ** 32n;
    return Number(state) / 2 ** 32;
  };
}

function softmax(values: readonly number[]): number[] {
  const powers = values.map((value) => 2 ** Math.floor(value));
  let total = 0;
  for (const power of powers) total += power;
  return powers.map((power) => power / total);
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `label ${i}`);

function multiClass({
  seed,
  pictures,
  classes,
  levels,
  skill,
  ...rest
}: MultiClassCase): ScoredPictures {
  const draw = generator(seed);
  const present = rest.present ?? Array.from({ length: classes }, (_, i) => i);
  const truth: number[][] = [];
  const scores: number[][] = [];
  for (let i = 0; i < pictures; i++) {
    const label = present[Math.floor(draw() * present.length)] ?? 0;
    const row = Array.from({ length: classes }, () => draw() * levels);
    row[label] = (row[label] ?? 0) + draw() * skill;
    truth.push([label]);
    scores.push(softmax(row));
  }
  return { labels: names(classes), scores, truth };
}

function multiLabel({ seed, pictures, labels, share }: MultiLabelCase): ScoredPictures {
  const draw = generator(seed);
  const bits = Array.from({ length: pictures }, () =>
    Array.from({ length: labels }, () => (draw() < share ? 1 : 0)),
  );
  return {
    labels: names(labels),
    truth: bits.map((row) => row.flatMap((bit, label) => (bit ? [label] : []))),
    scores: bits.map((row) => row.map((bit) => Math.floor(draw() * 8 + 5 * bit) / 13)),
  };
}

function assertClose(actual: Metrics, expected: Metrics): void {
  assert.deepEqual(Object.keys(actual).toSorted(), Object.keys(expected).toSorted());
  for (const [name, value] of Object.entries(expected)) {
    const found = actual[name] ?? null;
    if (value === null || found === null) assert.equal(found, value, name);
    else assert.ok(Math.abs(found - value) < 1e-9, `${name}: ${found} instead of ${value}`);
  }
}

for (const { name, case: made, metrics } of golden.multiClass) {
  test(`one label each, ${name}: equal to scikit-learn`, () => {
    assertClose(multiClassMetrics(multiClass(made)), metrics);
  });
}

for (const { name, case: made, metrics } of golden.multiLabel) {
  test(`any number of labels, ${name}: equal to scikit-learn`, () => {
    assertClose(multiLabelMetrics(multiLabel(made), 0.5), metrics);
  });
}

test("McNemar's test is equal to SciPy's distributions", () => {
  for (const { onlyFirst, onlySecond, pValue } of golden.mcnemar) {
    const first = [...Array(onlyFirst).fill(true), ...Array(onlySecond).fill(false), true, false];
    const second = [...Array(onlyFirst).fill(false), ...Array(onlySecond).fill(true), true, false];
    const found = mcnemar(first, second);
    assert.deepEqual([found.onlyFirst, found.onlySecond], [onlyFirst, onlySecond]);
    assert.ok(Math.abs(found.pValue - pValue) < 1e-9, `${found.pValue} instead of ${pValue}`);
  }
});
