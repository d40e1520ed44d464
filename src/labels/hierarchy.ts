import { findSynsets } from "./labelSynsets.js";
import type { Synset, WordNet } from "./wordNet.js";

/** A label of a classifier, or a synset that is wider than some of its labels. */
export interface HierarchyNode {
  /** The label as the classifier has it, or the most usual noun of the synset. */
  readonly name: string;
  /** How many labels count towards the node: the fewer, the more specific it is. */
  readonly labelCount: number;
  /** Indices of the node and of all that is wider, each once, the most specific first. */
  readonly lineage: Int32Array;
}

/** The labels of a classifier, and what they are kinds of. */
export interface Hierarchy {
  /** The most specific first. */
  readonly nodes: readonly HierarchyNode[];
  /** The node of each label. */
  readonly leaves: readonly HierarchyNode[];
  /** How many labels are nouns of WordNet. */
  readonly matched: number;
}

/** A node before it has its place in the order. Keys are ids of synsets, or stand for a label. */
interface Draft {
  readonly key: string;
  readonly name: string;
  readonly lineage: readonly string[];
}

/**
 * Orders labels by WordNet. A label with several meanings stays apart, and counts towards what all of
 * its meanings are. A label without a meaning counts towards itself alone.
 */
export function toHierarchy(labels: readonly string[], wordNet: WordNet): Hierarchy {
  const found = findSynsets(labels, wordNet);
  const leaves = found.map((synsets, i) => toLeaf(labels[i] ?? "", i, synsets, wordNet));
  const counts = new Map<string, number>();
  for (const key of leaves.flatMap(({ lineage }) => lineage)) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const drafts = new Map([...counts.keys()].map((key) => [key, toWider(key, wordNet)]));
  // Of two labels with one meaning the first gives the name.
  for (const leaf of leaves.toReversed()) drafts.set(leaf.key, leaf);
  const count = ({ key }: Draft): number => counts.get(key) ?? 0;
  // Of two that the same labels count towards, the one with the longer lineage is below the other.
  const ordered = [...drafts.values()].toSorted(
    (a, b) => count(a) - count(b) || b.lineage.length - a.lineage.length,
  );
  const places = new Map(ordered.map(({ key }, place) => [key, place]));
  const nodes = new Map(
    ordered.map((draft) => {
      const lineage = Int32Array.from(draft.lineage, (key) => places.get(key) ?? 0).toSorted();
      return [draft.key, { name: draft.name, labelCount: count(draft), lineage }];
    }),
  );
  return {
    nodes: [...nodes.values()],
    leaves: leaves.flatMap(({ key }) => nodes.get(key) ?? []),
    matched: found.filter((synsets) => synsets.length > 0).length,
  };
}

function toLeaf(name: string, i: number, synsets: readonly Synset[], wordNet: WordNet): Draft {
  const [first, ...others] = synsets.map(({ id }) => lineageOf(id, wordNet));
  const shared = [...(first ?? [])].filter((id) => others.every((other) => other.has(id)));
  const [key = ""] = synsets.length === 1 ? shared : [`label ${i}`];
  return { key, name, lineage: synsets.length === 1 ? shared : [key, ...shared] };
}

function toWider(id: string, wordNet: WordNet): Draft {
  const [name = ""] = wordNet.get(id)?.lemmas ?? [];
  return { key: id, name, lineage: [...lineageOf(id, wordNet)] };
}

/** A synset and all that is wider, each once, although a synset may have several hypernyms. */
function lineageOf(id: string, wordNet: WordNet, found = new Set<string>()): Set<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const wider of wordNet.get(id)?.hypernyms ?? []) lineageOf(wider, wordNet, found);
  return found;
}
