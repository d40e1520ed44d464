import assert from "node:assert/strict";
import { test } from "node:test";
import { toHierarchy } from "../../src/labels/hierarchy.js";
import { rollUp } from "../../src/labels/rollUp.js";
import type { LabelOptions } from "../../src/labels/rank.js";
import type { Synset, WordNet } from "../../src/labels/wordNet.js";

/** A small world: `id lemmas < hypernyms`. */
const wordNet: WordNet = new Map(
  [
    "01 thing",
    "02 animal < 01",
    "03 pet < 02",
    "04 feline < 02",
    "05 cat,true cat < 03 04",
    "06 tabby < 05",
    "07 Siamese < 05",
    "08 lion < 04",
    "09 tool < 01",
    "10 crane < 02",
    "11 crane < 09",
    "12 spanner < 09",
  ].map((line) => {
    const [, id = "", lemmas = "", wider = ""] = /^(\d+) ([^<]+?)(?: < (.+))?$/.exec(line) ?? [];
    const synset: Synset = {
      id,
      lemmas: lemmas.split(","),
      hypernyms: wider.split(" ").filter((id) => id !== ""),
    };
    return [id, synset];
  }),
);

/** What is answered, as `cat 0.75, feline 0.9`. */
function answer(scores: Readonly<Record<string, number>>, options?: LabelOptions): string {
  const hierarchy = toHierarchy(Object.keys(scores), wordNet);
  return rollUp(Object.values(scores), hierarchy, options)
    .map(({ label, score }) => `${label} ${Number(score.toFixed(6))}`)
    .join(", ");
}

test("probabilities of kinds add up, and the most specific synset that passes comes first", () => {
  const scores = { tabby: 0.4, Siamese: 0.35, lion: 0.15, spanner: 0.1 };
  assert.equal(answer(scores), "cat 0.75, pet 0.75, feline 0.9, animal 0.9, thing 1");
});

test("a label that passes is the answer", () => {
  const scores = { tabby: 0.6, Siamese: 0.3, spanner: 0.1 };
  assert.equal(answer(scores, { topK: 2 }), "tabby 0.6, cat 0.9");
});

test("a label counts once, however many ways lead up", () => {
  assert.match(answer({ tabby: 0.5, spanner: 0.5 }, { threshold: 0.51 }), /^thing 1$/);
  assert.match(answer({ tabby: 1 }, { topK: 9 }), /animal 1, thing 1$/);
});

test("a label that is wider than others counts itself, by the model's name for it", () => {
  const scores = { "true cat, cat": 0.3, tabby: 0.3, Siamese: 0.2, spanner: 0.2 };
  assert.equal(answer(scores, { topK: 1 }), "true cat, cat 0.8");
});

test("the threshold decides how specific the answer is", () => {
  const scores = { Siamese: 0.35, tabby: 0.4, lion: 0.15, spanner: 0.1 };
  const first = (threshold: number): string => answer(scores, { threshold, topK: 1 });
  assert.deepEqual([0, 0.38, 0.6, 0.8, 0.95].map(first), [
    "tabby 0.4",
    "tabby 0.4",
    "cat 0.75",
    "feline 0.9",
    "thing 1",
  ]);
});

test("a name with several meanings counts towards what they share", () => {
  assert.equal(answer({ crane: 0.6, spanner: 0.4 }), "crane 0.6, thing 1");
  assert.equal(answer({ crane: 0.3, tabby: 0.4, spanner: 0.3 }), "thing 1");
});

test("a label without a meaning stays apart", () => {
  assert.equal(answer({ widget: 0.7, tabby: 0.3 }), "widget 0.7");
  assert.equal(answer({ widget: 0.3, gadget: 0.4, tabby: 0.3 }), "");
});

test("a sum that is the threshold passes", () => {
  assert.equal(answer({ tabby: 0.5, spanner: 0.5 }, { topK: 1 }), "tabby 0.5");
});

test("no sum is above 1", () => {
  const probabilities = [0.01, 0.32, 0.56, 0.11];
  assert.ok(probabilities.reduce((sum, probability) => sum + probability) > 1);
  const hierarchy = toHierarchy(["Siamese", "lion", "spanner", "tabby"], wordNet);
  for (const { score } of rollUp(probabilities, hierarchy, { topK: 9 })) assert.ok(score <= 1);
});

test("two labels with one meaning are one node, by the name of the first", () => {
  const synset = { id: "00000005", lemmas: ["cat", "true cat"], hypernyms: [] };
  const labels = ["n00000005", "cat,true cat", "widget"];
  const { nodes, leaves, matched } = toHierarchy(labels, new Map([[synset.id, synset]]));
  assert.equal(leaves[0], leaves[1]);
  assert.deepEqual([leaves[0]?.name, leaves[0]?.labelCount], ["n00000005", 2]);
  assert.deepEqual([nodes.length, matched], [2, 2]);
});
