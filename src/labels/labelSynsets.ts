import { IMAGENET_1K, meantSynsets } from "./imageNet1k.js";
import type { Synset, WordNet } from "./wordNet.js";

/** If this many labels or more are in the order of their ids, it is not by chance. */
const FEWEST_SORTED = 10;

/**
 * Finds the synsets that each label can mean. A label is ImageNet's id (`n02123159`, with or without
 * more text after it) or all lemmas of a synset in any order (`tench, Tinca tinca`).
 *
 * @returns for each label one synset, none, or the several that have the same lemmas
 */
export function findSynsets(labels: readonly string[], wordNet: WordNet): Synset[][] {
  const keys = labels.map((label) => toKey(label.replaceAll("_", " ").split(/ *, */)));
  const byLemmas = new Map<string, Synset[]>(keys.map((key) => [key, []]));
  for (const synset of wordNet.values()) byLemmas.get(toKey(synset.lemmas))?.push(synset);
  const found = labels.map((label, i) => {
    const synset = wordNet.get(/^n(\d{8})(?!\d)/.exec(label)?.[1] ?? "");
    return synset ? [synset] : (byLemmas.get(keys[i] ?? "") ?? []);
  });
  const narrowed = narrowByOrder(found);
  return labels.length === IMAGENET_1K ? narrowed.map(toMeant) : narrowed;
}

function toMeant(synsets: Synset[]): Synset[] {
  const meant = synsets.filter(({ id }) => meantSynsets.has(id));
  return meant.length === 1 ? meant : synsets;
}

function toKey(lemmas: readonly string[]): string {
  return lemmas.length === 1 ? (lemmas[0] ?? "") : lemmas.toSorted().join(",");
}

/**
 * Lists of ImageNet are in the order of their ids. Where the labels with one meaning are, a label
 * with several means one that lies between its neighbours: "kite" after "magpie" is the bird.
 */
function narrowByOrder(found: Synset[][]): Synset[][] {
  const sure = found.flatMap((synsets) => (synsets.length === 1 ? synsets : []));
  const isSorted = sure.every(({ id }, i) => id > (sure[i - 1]?.id ?? ""));
  if (!isSorted || sure.length < FEWEST_SORTED) return found;
  let next = 0;
  return found.map((synsets) => {
    if (synsets.length === 1) next++;
    if (synsets.length < 2) return synsets;
    const [before = "", after = "~"] = [sure[next - 1]?.id, sure[next]?.id];
    return synsets.filter(({ id }) => before < id && id < after);
  });
}
