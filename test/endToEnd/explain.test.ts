import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { z } from "zod";
import { writeHead } from "../../src/checkpoint/writeHead.js";
import { Classifier } from "../../src/classifier.js";
import { headFile } from "../../src/inference/heads.js";
import { readModelFolder } from "../../src/inference/modelFolder.js";
import { readOnnxModel } from "../../src/checkpoint/onnx/onnxModel.js";
import { readMessages } from "../../src/checkpoint/onnx/protobufReader.js";
import { toHeadConfig } from "../../src/learning/heads/headConfig.js";
import { toHeadBytes } from "../../src/learning/heads/headFiles.js";
import { shippedModel, testSettings } from "../modelFolder.js";
import { modelWithoutFeatures } from "../modelWithoutFeatures.js";
import { fixture, root } from "../paths.js";
import { startTestApp } from "./testApp.js";
import sharp from "sharp";

const model = join(root, "dist/explained");
await rm(model, { recursive: true, force: true });
await cp(shippedModel, model, { recursive: true });
// A head whose biases are known, and whose weights speak for the first label.
const [labels, width] = [["yes", "no"], 1280];
const weights = Float64Array.from({ length: 2 * width }, (_, i) => (i < width ? 0.01 : -0.01));
const head = { weights, bias: Float64Array.of(0.5, -0.5), labelCount: 2, featureCount: width };
await writeHead(
  await readModelFolder(model),
  "signs",
  new Map([
    [headFile, toHeadBytes(head)],
    [
      "config.json",
      Buffer.from(
        toHeadConfig({ labels, task: "single-label", temperature: 1, thresholds: [0.5, 0.5] }),
      ),
    ],
  ]),
);
const app = await startTestApp({ MODEL_DIR: model });
after(async () => {
  await app.stop();
  await rm(model, { recursive: true });
});
const cat = readFileSync(fixture("photos/cat.jpg"));

const ask = (query: string, init: RequestInit = { body: cat }): Promise<Response> =>
  fetch(`${app.host.url}/api/classify${query}`, { method: "POST", ...init });

const explanationSchema = z.strictObject({
  label: z.string(),
  box: z.strictObject({
    left: z.number(),
    top: z.number(),
    width: z.number(),
    height: z.number(),
  }),
  grid: z.array(z.array(z.number()).length(7)).length(7),
});
const labelsSchema = z.array(z.strictObject({ label: z.string(), score: z.number() }));
const answerSchema = z.strictObject({ labels: labelsSchema, explanation: explanationSchema });
type Answer = z.infer<typeof answerSchema>;

const explained = async (query = "", init?: RequestInit): Promise<Answer> =>
  answerSchema.parse(await (await ask(`?explain=true${query}`, init)).json());
const sum = (numbers: readonly number[]): number => numbers.reduce((all, value) => all + value, 0);

test("an explanation comes with the labels, and its cells add up to the logit", async () => {
  const plain: unknown = await (await ask("?function_to_apply=none")).json();
  const answer = await explained("&function_to_apply=none");
  assert.deepEqual(answer.labels, plain);
  const [best] = answer.labels;
  assert.equal(answer.explanation.label, best?.label);
  const id = (await readModelFolder(model)).labels.indexOf(best?.label ?? "");
  const onnx = readOnnxModel(readFileSync(join(model, "model.onnx")));
  const bias = onnx.initializers.find(({ name }) => name === "classifier.bias");
  const [raw = Buffer.alloc(0)] = readMessages(bias?.body ?? Buffer.alloc(0), 9);
  const logit = sum(answer.explanation.grid.flat()) + raw.readFloatLE(4 * id);
  assert.ok(Math.abs(logit - (best?.score ?? 0)) < 1e-4, `${logit} of ${best?.score}`);
});

test("the box is what the crop leaves of the picture", async () => {
  const { box } = (await explained()).explanation;
  // 451 × 300 becomes 384 × 256, of which the middle 224 × 224 is seen.
  const scale = 300 / 256;
  assert.ok(Math.abs(box.width - 224 * (451 / 384)) < 1e-9);
  assert.ok(Math.abs(box.height - 224 * scale) < 1e-9);
  assert.ok(Math.abs(box.left - 80 * (451 / 384)) < 1e-9);
  assert.ok(Math.abs(box.top - 16 * scale) < 1e-9);
});

test("what is in the left half speaks from the left half", async () => {
  const daisy = await sharp(fixture("photos/daisy.jpg")).resize(150, 300).toBuffer();
  const blank = { width: 300, height: 300, channels: 3, background: "grey" } as const;
  for (const left of [0, 150]) {
    const picture = sharp({ create: blank }).composite([{ input: daisy, left, top: 0 }]);
    const { explanation } = await explained("", { body: await picture.png().toBuffer() });
    assert.equal(explanation.label, "daisy");
    const half = (from: number): number =>
      sum(explanation.grid.flatMap((row) => row.slice(from, from + 3)));
    assert.ok(left === 0 ? half(0) > half(4) : half(4) > half(0), JSON.stringify(explanation));
  }
});

test("heads are explained by their own weights, several at once too", async () => {
  const { labels: found, explanation } = await explained("&head=signs&function_to_apply=none");
  assert.equal(explanation.label, "yes");
  // Of two labels, what one is above the other; so are the biases, 0.5 and -0.5.
  const [yes = 0, no = 0] = found.map(({ score }) => score);
  assert.ok(Math.abs(sum(explanation.grid.flat()) + 1 - (yes - no)) < 1e-4);
  const both: unknown = await (await ask("?explain=true&head=signs,signs")).json();
  const named = z.array(answerSchema.extend({ name: z.literal("signs") })).length(2);
  assert.deepEqual(named.parse(both)[1]?.explanation, explanation);
});

test("the address for URLs takes explain too", async () => {
  const response = await fetch(`${app.host.url}/api/classify/url?explain=yes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: "https://example.org/cat.jpg" }),
  });
  assert.equal(response.status, 400);
  assert.match(Object(await response.json()).detail, /^explain must be true or false; it is "yes"/);
});

const form = new FormData();
form.append("file", new Blob([cat]), "cat.jpg");
const json = { "content-type": "application/json" };
const inputs = cat.toString("base64");
const rolled = JSON.stringify({ inputs, parameters: { rollup: true } });
const refusals: [title: string, query: string, init: RequestInit, detail: RegExp][] = [
  ["a form", "", { body: form }, /does not go with a form/],
  ["CSV", "", { body: cat, headers: { accept: "text/csv" } }, /needs an answer in JSON/],
  ["a later answer", "&async=true", { body: cat }, /an answer that comes later/],
  ["a roll-up", "&rollup=true", { body: cat }, /does not go with rollup/],
  ["a roll-up in the body", "", { body: rolled, headers: json }, /does not go with rollup/],
];
for (const [title, query, init, detail] of refusals) {
  test(`explain with ${title} is refused`, async () => {
    const response = await ask(`?explain=true${query}`, init);
    assert.equal(response.status, 400);
    const problem: unknown = await response.json();
    assert.equal(Object(problem).code, "InvalidParameter");
    assert.match(Object(problem).detail, detail);
  });
}

test("a model without maps answers, but does not explain", async (t) => {
  const classifier = new Classifier(testSettings({ MODEL_DIR: await modelWithoutFeatures(t) }));
  t.after(() => classifier.close());
  const { gives } = await classifier.model();
  assert.deepEqual(gives, { featureCount: undefined, featureMap: false, classMap: false });
  assert.equal((await classifier.classify(Buffer.from(cat))).labels.length, 5);
  const noFeatures = { code: "ModelHasNoFeatures", message: /no output "features"/ };
  await assert.rejects(classifier.check(undefined, ["fridge"]), noFeatures);
  await assert.rejects(classifier.classify(Buffer.from(cat), { heads: ["fridge"] }), noFeatures);
  await assert.rejects(classifier.classify(Buffer.from(cat), { explain: true }), {
    code: "ExplanationNotPossible",
    message: /no output "class_map", which explanations of its own labels need/,
  });
});
