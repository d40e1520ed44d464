import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import sharp from "sharp";
import { z } from "zod";
import { Classifier } from "../src/classifier.js";
import { changedModel, testSettings } from "./modelFolder.js";
import { fixture } from "./paths.js";

/** What PyTorch says of the photos with the model's original weights. */
const goldens = z
  .record(
    z.string(),
    z.object({
      logits: z.array(z.number()),
      labels: z.array(z.object({ label: z.string(), score: z.number() })),
    }),
  )
  .parse(JSON.parse(readFileSync(fixture("goldens/efficientnet-lite0.json"), "utf8")));

const photo = (name: string): Buffer => readFileSync(fixture(`photos/${name}`));
const classifier = new Classifier(testSettings());
after(() => classifier.close());

for (const [name, golden] of Object.entries(goldens)) {
  test(`${name}: labels and scores are PyTorch's to 1e-3`, async () => {
    const { labels } = await classifier.classify(photo(name), { topK: 5 });
    assert.deepEqual(
      labels.map(({ label }) => label),
      golden.labels.map(({ label }) => label),
    );
    for (const [i, { score }] of labels.entries()) {
      assert.ok(Math.abs(score - (golden.labels[i]?.score ?? 2)) < 1e-3);
    }
  });

  test(`${name}: logits are PyTorch's to 1e-3`, async () => {
    const all = await classifier.classify(photo(name), { topK: 1000, scoreFunction: "none" });
    const { labels } = await classifier.model();
    for (const [i, logit] of golden.logits.entries()) {
      const found = all.labels.find(({ label }) => label === labels[i]);
      assert.ok(Math.abs((found?.score ?? 100) - logit) < 1e-3);
    }
  });
}

test("top_k is capped at the number of labels, and the scores sum to 1", async () => {
  const { labels } = await classifier.classify(photo("cat.jpg"), { topK: 5000 });
  assert.equal(labels.length, 1000);
  assert.ok(Math.abs(labels.reduce((sum, { score }) => sum + score, 0) - 1) < 1e-9);
});

test("pictures side by side get their own answers, and a bad one fails alone", async () => {
  const names = Object.keys(goldens);
  const many = Array.from({ length: 40 }, (_, i) => names[i % names.length] ?? "");
  const answers = await Promise.allSettled([
    ...many.map((name) => classifier.classify(photo(name), { topK: 1 })),
    classifier.classify(Buffer.from("no picture"), { topK: 1 }),
  ]);
  const labels = answers.map((answer) =>
    answer.status === "fulfilled" ? answer.value.labels[0]?.label : answer.reason.code,
  );
  const expected = many.map((name) => goldens[name]?.labels[0]?.label);
  assert.deepEqual(labels, [...expected, "UnsupportedImageFormat"]);
});

test("size and times come with the answer", async () => {
  const { width, height, timings } = await classifier.classify(photo("cat.jpg"), { topK: 1 });
  assert.deepEqual([width, height], [451, 300]);
  for (const milliseconds of Object.values(timings)) assert.ok(milliseconds > 0);
});

test("a multi-label model answers with independent probabilities", async (t) => {
  const folder = await changedModel(t, "config.json", (config) => ({
    ...config,
    problem_type: "multi_label_classification",
  }));
  const multiLabel = new Classifier(testSettings({ MODEL_DIR: folder }));
  t.after(() => multiLabel.close());
  const { labels } = await multiLabel.classify(photo("cat.jpg"), { topK: 1 });
  const logits = await classifier.classify(photo("cat.jpg"), { topK: 1, scoreFunction: "none" });
  const sigmoid = 1 / (1 + Math.exp(-(logits.labels[0]?.score ?? 0)));
  assert.ok(Math.abs((labels[0]?.score ?? 0) - sigmoid) < 1e-6);
  assert.equal((await multiLabel.model()).task, "multi-label");
});

test("labels that are no synsets cannot be rolled up, and the sentence says how many are", async (t) => {
  const folder = await changedModel(t, "config.json", (config) => {
    const names = Object.keys(Object(config["id2label"])).map((id) => [id, `class ${id}`]);
    return { ...config, id2label: { ...Object.fromEntries(names), 0: "tench, Tinca tinca" } };
  });
  const other = new Classifier(testSettings({ MODEL_DIR: folder }));
  t.after(() => other.close());
  const refusal = { code: "RollupNotPossible", message: /Only 1 of 1000 labels/ };
  await assert.rejects(other.check(undefined, [], { rollup: true }), refusal);
  // It is refused before anything looks at the picture.
  await assert.rejects(other.classify(Buffer.from("no picture"), { rollup: true }), refusal);
  await other.check(undefined, []);
});

test("JPEG_DECODE=scaled changes answers a little, and nothing that is learnt from", async (t) => {
  const large = await sharp(fixture("photos/cat.jpg"))
    .resize(1804, 1200, { fit: "fill" })
    .jpeg()
    .toBuffer();
  const of = async (JPEG_DECODE: string) => {
    const classifier = new Classifier(testSettings({ JPEG_DECODE }));
    t.after(() => classifier.close());
    const { labels, width } = await classifier.classify(Uint8Array.from(large), { topK: 1 });
    const { features } = await classifier.infer(Uint8Array.from(large));
    return { best: labels[0], width, features };
  };
  const [exact, scaled] = [await of("exact"), await of("scaled")];
  assert.deepEqual(scaled.features, exact.features);
  assert.deepEqual([scaled.width, scaled.best?.label], [1804, exact.best?.label]);
  assert.notEqual(scaled.best?.score, exact.best?.score);
});
