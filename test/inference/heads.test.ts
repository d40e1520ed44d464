import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { applyHead, headFile, readHeads } from "../../src/inference/heads.js";
import { fromHeadReference, toHeadReference } from "../../src/inference/headName.js";
import { temporaryFolder } from "../temporaryFolder.js";

test("logits are weights times features plus bias, for each picture", () => {
  const weights = Float32Array.of(1, 2, 3, 10, 20, 30);
  const head = { weights, bias: Float32Array.of(0.5, -0.5) };
  const features = Float32Array.of(1, 1, 1, 0, 1, -1);
  assert.deepEqual([...applyHead(head, features)], [6.5, 59.5, -0.5, -10.5]);
  assert.deepEqual([...applyHead(head, new Float32Array(0))], []);
});

const meaning = { labels: ["a", "b"], task: "single-label", scoreFunction: "softmax" } as const;

/** A folder of heads with these numbers. */
async function headsOf(t: TestContext, heads: Record<string, Uint8Array | undefined>) {
  const folder = await temporaryFolder(t);
  for (const [name, bytes] of Object.entries(heads)) {
    await mkdir(join(folder, name));
    if (bytes) await writeFile(join(folder, name, headFile), bytes);
  }
  await writeFile(join(folder, "README.md"), "no head");
  return readHeads(folder, () => Promise.resolve(meaning));
}

const floats = (...values: number[]): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer);

test("a head is read with its weights before its bias", async (t) => {
  const heads = await headsOf(t, { flowers: floats(1, 2, 3, 4, 5, 6) });
  assert.deepEqual([...heads.keys()], ["flowers"]);
  const head = heads.get("flowers");
  assert.ok(head);
  assert.deepEqual([head.featureCount, head.labels], [2, ["a", "b"]]);
  assert.deepEqual(
    [[...head.weights], [...head.bias]],
    [
      [1, 2, 3, 4],
      [5, 6],
    ],
  );
});

test("a head whose file is missing or of another size is refused by its name", async (t) => {
  const three = floats(1, 2, 3);
  for (const bytes of [undefined, new Uint8Array(0), floats(1, 2), three, three.subarray(0, 7)]) {
    const reading = headsOf(t, { flowers: bytes });
    await assert.rejects(reading, { code: "InvalidModel", message: /heads\/flowers/ });
  }
});

test("a model without heads has none", async (t) => {
  const folder = join(await temporaryFolder(t), "heads");
  assert.equal((await readHeads(folder, () => Promise.resolve(meaning))).size, 0);
});

test("a head is asked by its name, or by name and version", () => {
  const valid: [string, ReturnType<typeof toHeadReference>][] = [
    ["fridge", { name: "fridge", version: undefined }],
    ["fridge-2@3", { name: "fridge-2", version: 3 }],
  ];
  for (const [text, reference] of valid) {
    assert.deepEqual(toHeadReference(text), reference);
    assert.equal(reference && fromHeadReference(reference), text);
  }
  const bad = [
    "",
    "A",
    "a@",
    "a@0",
    "a@01",
    "a@-1",
    "a@1@2",
    "@1",
    "../x",
    "a/b",
    "a,b",
    "ä",
    "a\n",
  ];
  for (const text of [...bad, "a".repeat(65), `a@${"9".repeat(10)}`]) {
    assert.equal(toHeadReference(text), undefined, text);
  }
});
