import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { accuracyTable } from "../../../src/learning/evaluation/artifacts.js";
import { fixture } from "../../paths.js";

const tables = z.array(z.array(z.array(z.number())));
const goldens = z
  .array(
    z.object({
      name: z.string(),
      scores: z.array(z.array(z.number())),
      truth: z.array(z.number()),
      artifact: z.object({
        schema_type: z.string(),
        schema_version: z.string(),
        data: z.object({
          class_labels: z.array(z.string()),
          probability_tables: tables,
          percentile_tables: tables,
          probability_thresholds: z.array(z.number()),
          percentile_thresholds: z.array(z.number()),
        }),
      }),
    }),
  )
  .parse(JSON.parse(readFileSync(fixture("goldens/accuracy-table.json"), "utf8")));

for (const { name, scores, truth, artifact } of goldens) {
  test(`the accuracy table where ${name} is Azure ML's, bit for bit`, () => {
    const labels = artifact.data.class_labels;
    const found = accuracyTable({ labels, scores, truth: truth.map((label) => [label]) });
    assert.deepEqual(found, artifact);
  });
}

test("a label without pictures has a table of zeros, and those after it keep their own", () => {
  const { data } = accuracyTable({
    labels: ["cat", "dog", "fox"],
    scores: [
      [0.7, 0.2, 0.1],
      [0.1, 0.6, 0.3],
    ],
    truth: [[0], [2]],
  });
  const atHalf = (table: number[][] | undefined): number[] | undefined => table?.[50];
  assert.deepEqual(data.probability_tables.map(atHalf), [
    [1, 0, 1, 0],
    [0, 0, 0, 0],
    [0, 0, 1, 1],
  ]);
  // The median of all six scores is 0.25; the 50th of 0 to 99 lies a little above it.
  assert.ok(Math.abs((data.percentile_thresholds[50] ?? 0) - 0.2525) < 1e-4);
  assert.deepEqual(data.percentile_tables.map(atHalf), [
    [1, 0, 1, 0],
    [0, 0, 0, 0],
    [1, 0, 1, 0],
  ]);
});
