import assert from "node:assert/strict";
import { test } from "node:test";
import { readLabels } from "../../src/inference/modelFolder.js";
import { findSynsets } from "../../src/labels/labelSynsets.js";
import { readWordNet } from "../../src/labels/wordNet.js";
import { shippedModel } from "../modelFolder.js";

const wordNet = await readWordNet();
const idsOf = (labels: readonly string[]): string[][] =>
  findSynsets(labels, wordNet).map((synsets) => synsets.map(({ id }) => id));

test("a label is all lemmas of a synset in any order, or its id", () => {
  const tench = ["tench, Tinca tinca", "Tinca tinca,tench", "Tinca_tinca, tench", "n01440764"];
  for (const label of [...tench, "n01440764 tench", "n01440764_tench"]) {
    assert.deepEqual(idsOf([label]), [["01440764"]], label);
  }
});

test("a part of the lemmas, other letters and unknown ids are no synset", () => {
  for (const label of ["domestic cat", "Tench, Tinca tinca", "n99999999", "n014407641", ""]) {
    assert.deepEqual(idsOf([label]), [[]], label);
  }
});

test("a name with several meanings has them all", () => {
  assert.ok((idsOf(["kite"])[0]?.length ?? 0) > 1);
});

test("in a list in the order of ids a name means what its neighbours allow", async () => {
  const { labels } = await readLabels(shippedModel);
  const found = findSynsets(labels, wordNet);
  const idOf = (label: string): string | undefined => {
    const synsets = found[labels.indexOf(label)] ?? [];
    return synsets.length === 1 ? synsets[0]?.id : undefined;
  };
  // ImageNet's own ids of these classes.
  assert.equal(idOf("kite"), "01608432");
  assert.equal(idOf("hen"), "01514859");
  assert.equal(idOf("jay"), "01580077");
  assert.equal(idOf("drake"), "01847000");
  // The tool, not the piano's: its neighbours allow both.
  assert.equal(idOf("hammer"), "03481172");
});

test("a list in another order leaves names with their meanings", async () => {
  const { labels } = await readLabels(shippedModel);
  const kites = idsOf(labels.toReversed())[labels.toReversed().indexOf("kite")] ?? [];
  assert.ok(kites.length > 1);
});

test("of the shipped labels 998 have one meaning, which neighbours decide or ImageNet-1k means", async () => {
  const { labels } = await readLabels(shippedModel);
  const found = findSynsets(labels, wordNet);
  const having = (fits: (meanings: number) => boolean): string[] =>
    labels.filter((_, i) => fits(found[i]?.length ?? 0));
  assert.equal(having((meanings) => meanings === 1).length, 998);
  assert.deepEqual(
    having((meanings) => meanings === 0),
    ["crane, wading bird", "crane, lifting device"],
  );
});

test("of all synsets, named in their order, none is taken for another", () => {
  const synsets = [...wordNet.values()].filter((_, i) => i % 3 === 0);
  const found = findSynsets(
    synsets.map(({ lemmas }) => lemmas.join(", ")),
    wordNet,
  );
  assert.ok(synsets.every((synset, i) => found[i]?.includes(synset)));
  assert.ok(found.filter(({ length }) => length === 1).length > 0.95 * synsets.length);
});

test("what ImageNet-1k means is said only of its own list", async () => {
  const { labels } = await readLabels(shippedModel);
  const all = idsOf(labels);
  const most = idsOf(labels.slice(0, -1));
  assert.equal(all[labels.indexOf("safe")]?.length, 1);
  assert.equal(most[labels.indexOf("safe")]?.length, 2);
});
