import assert from "node:assert/strict";
import { test } from "node:test";
import type { Subscription } from "../../src/storage/subscriptions.js";
import { matches, type Happening } from "../../src/subscriptions/match.js";

const all: Subscription = {
  id: "1",
  kind: "row",
  callbackUrl: "https://receiver.example/",
  createdAt: new Date(),
};
const daisy: Happening = {
  kind: "row",
  container: "uploads",
  path: "2026/a.jpg",
  outcome: "succeeded",
  topLabel: "daisy",
  topScore: 0.5,
};

test("a subscription without a filter gets all of its kind", () => {
  assert.ok(matches(all, daisy));
  assert.ok(!matches({ ...all, kind: "batch" }, daisy));
  const { topLabel: _, topScore: __, ...failed } = { ...daisy, outcome: "failed" as const };
  assert.ok(matches(all, failed));
});

test("each part of a filter holds back what does not fit", () => {
  const filters: [filter: Partial<Subscription>, fits: boolean][] = [
    [{ container: "uploads" }, true],
    [{ container: "upload" }, false],
    [{ prefix: "2026/" }, true],
    [{ prefix: "2025/" }, false],
    [{ label: "daisy" }, true],
    [{ label: "Daisy" }, false],
    [{ minScore: 0.5 }, true],
    [{ minScore: 0.51 }, false],
    [{ outcome: "succeeded" }, true],
    [{ outcome: "failed" }, false],
    [{ container: "uploads", label: "rose" }, false],
  ];
  for (const [filter, fits] of filters) {
    assert.equal(matches({ ...all, ...filter }, daisy), fits, JSON.stringify(filter));
  }
  const failed: Happening = { kind: "row", container: "uploads", path: "a", outcome: "failed" };
  assert.ok(!matches({ ...all, minScore: 0 }, failed));
  assert.ok(!matches({ ...all, label: "daisy" }, failed));
});
