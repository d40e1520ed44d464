import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

/** The nouns that share one meaning, and what they are a kind of. */
export interface Synset {
  /** Eight digits. ImageNet's id (wnid) is `n` and these. */
  readonly id: string;
  /** The nouns, the most usual first: `domestic cat`, `house cat`, … */
  readonly lemmas: readonly string[];
  /** Ids of the next wider synsets; most synsets have one. */
  readonly hypernyms: readonly string[];
}

/** The noun synsets of WordNet 3.0 by id, in ascending order, without instances such as "Berlin". */
export type WordNet = ReadonlyMap<string, Synset>;

/** Reads the table that `wordnet/make.mjs` wrote. */
export async function readWordNet(): Promise<WordNet> {
  const packed = await readFile(new URL("wordnet/nouns.tsv.br", import.meta.url));
  const text = (await promisify(brotliDecompress)(packed)).toString("utf8");
  const synsets = text.trimEnd().split("\n").map(toSynset);
  return new Map(synsets.map((synset) => [synset.id, synset]));
}

function toSynset(line: string): Synset {
  const [id = "", lemmas = "", hypernyms = ""] = line.split("\t");
  return { id, lemmas: lemmas.split(","), hypernyms: hypernyms === "" ? [] : hypernyms.split(",") };
}
