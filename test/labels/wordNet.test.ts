import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { readWordNet } from "../../src/labels/wordNet.js";
import { root } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";

const folder = join(root, "src/labels/wordnet");
const table = join(folder, "nouns.tsv.br");
const source = "/usr/share/wordnet/data.noun";

test("a synset has its nouns and what is wider", async () => {
  const wordNet = await readWordNet();
  assert.deepEqual(wordNet.get("02121808"), {
    id: "02121808",
    lemmas: ["domestic cat", "house cat", "Felis domesticus", "Felis catus"],
    hypernyms: ["02121620", "01317541"],
  });
});

test("every hypernym is a synset, and all synsets but the widest have one", async () => {
  const wordNet = await readWordNet();
  const synsets = [...wordNet.values()];
  assert.equal(synsets.length, 74_424);
  const tops = synsets.filter(({ hypernyms }) => hypernyms.length === 0);
  assert.deepEqual(
    tops.map(({ lemmas }) => lemmas),
    [["entity"]],
  );
  assert.ok(synsets.every(({ hypernyms }) => hypernyms.every((id) => wordNet.has(id))));
});

test("the table is small, and NOTICE has the licence that it demands", () => {
  assert.ok(statSync(table).size < 1_000_000);
  const notice = readFileSync(join(root, "NOTICE"), "utf8");
  assert.match(notice, /WordNet 3\.0 Copyright 2006 by Princeton University/);
  assert.match(notice, /THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS"/);
});

const absent = !existsSync(source) && "Debian's wordnet-base is not installed";
test("the script makes the same table again", { skip: absent }, async (t) => {
  const made = join(await temporaryFolder(t), "nouns.tsv.br");
  const { status } = spawnSync(process.execPath, [join(folder, "make.mjs"), source, made]);
  assert.equal(status, 0);
  const unpack = (path: string): Buffer => brotliDecompressSync(readFileSync(path));
  assert.ok(unpack(made).equals(unpack(table)));
});
