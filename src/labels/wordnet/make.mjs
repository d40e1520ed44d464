// Makes nouns.tsv.br, the table of nouns for roll-ups, from WordNet 3.0 as Debian ships it:
//
//     apt install wordnet-base
//     node src/labels/wordnet/make.mjs [data.noun] [nouns.tsv.br]
//
// WordNet 3.0 is the version of ImageNet's ids. The table has one line per synset, by ascending id:
// id, lemmas and ids of the hypernyms, with tabs between them and commas inside. Instances such as
// "Berlin", which nothing is a kind of, are left out: ImageNet has classes. `brotli -d` unpacks it.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const [
  ,
  ,
  source = "/usr/share/wordnet/data.noun",
  target = fileURLToPath(new URL("nouns.tsv.br", import.meta.url)),
] = process.argv;

const lines = readFileSync(source, "latin1")
  .split("\n")
  .filter((line) => /^\d{8} /.test(line))
  .flatMap(toRow);
writeFileSync(target, brotliCompressSync(`${lines.join("\n")}\n`));
console.log(`${target}: ${lines.length} synsets`);

/**
 * A line of WordNet (man 5 wndb): id, file, type, count of lemmas in hexadecimal, each lemma with a
 * number, count of pointers, each pointer with symbol, id, part of speech and place.
 */
function toRow(line) {
  const fields = line.split(" ");
  const lemmas = Number.parseInt(fields[3], 16);
  const pointers = 5 + 2 * lemmas;
  const named = (symbol) =>
    Array.from({ length: Number(fields[pointers - 1]) }, (_, i) => pointers + 4 * i)
      .filter((place) => fields[place] === symbol)
      .map((place) => fields[place + 1]);
  const narrower = [...named("~"), ...named("~i")];
  if (named("@i").length > 0 && narrower.length === 0) return [];
  const wider = [...named("@"), ...named("@i")];
  const names = Array.from({ length: lemmas }, (_, i) => fields[4 + 2 * i].replaceAll("_", " "));
  return [[fields[0], names.join(","), wider.join(",")].join("\t")];
}
