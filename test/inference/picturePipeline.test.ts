import assert from "node:assert/strict";
import { subscribe } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import sharp from "sharp";
import { Classifier } from "../../src/classifier.js";
import { testSettings } from "../modelFolder.js";
import { fixture } from "../paths.js";

const photo = (name: string): Buffer => readFileSync(fixture(`photos/${name}`));

/** Every thread that this process starts; Node announces them on this channel. */
const threads: Worker[] = [];
subscribe("worker_threads", (message) => {
  if (typeof message === "object" && message !== null && "worker" in message) {
    if (message.worker instanceof Worker) threads.push(message.worker);
  }
});

test("the model is loaded once, however many ask for it at once", async (t) => {
  const classifier = new Classifier(testSettings());
  t.after(() => classifier.close());
  const before = threads.length;
  await Promise.all(Array.from({ length: 8 }, () => classifier.model()));
  await classifier.classify(photo("cat.jpg"), { topK: 1 });
  assert.equal(threads.length, before + 1);
});

test("when the thread dies, pictures in flight fail and the next one is classified", async (t) => {
  const classifier = new Classifier(testSettings({ INFERENCE_THREADS: "1" }));
  t.after(() => classifier.close());
  await classifier.model();
  const answers = [1, 2, 3, 4, 5].map(() => classifier.classify(photo("cat.jpg"), { topK: 1 }));
  // At this moment the thread has the first pictures, and none of them is in ONNX Runtime yet.
  await new Promise(setImmediate);
  await threads.at(-1)?.terminate();
  const outcomes = (await Promise.allSettled(answers)).map((answer) =>
    answer.status === "fulfilled" ? "answered" : answer.reason.code,
  );
  assert.deepEqual(outcomes, [
    ...Array.from({ length: 3 }, () => "InferenceInterrupted"),
    ...Array.from({ length: 2 }, () => "answered"),
  ]);
  const { labels } = await classifier.classify(photo("coffee.jpg"), { topK: 1 });
  assert.equal(labels[0]?.label, "espresso");
});

test("pictures beyond the bound are refused at once, the others are answered", async (t) => {
  const classifier = new Classifier(testSettings({ MAX_WAITING_PICTURES: "4" }));
  t.after(() => classifier.close());
  await classifier.model();
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => classifier.classify(photo("cat.jpg"), { topK: 1 })),
  );
  const refused = answers.filter((answer) => answer.status === "rejected");
  assert.ok(refused.length > 0 && refused.length <= 6);
  for (const { reason } of refused) assert.equal(reason.code, "Overloaded");
});

test("close finishes what was taken and refuses what comes later", async () => {
  const classifier = new Classifier(testSettings());
  await classifier.model();
  const answers = [1, 2, 3, 4, 5].map(() => classifier.classify(photo("cat.jpg"), { topK: 1 }));
  await new Promise(setImmediate);
  await classifier.close();
  for (const { labels } of await Promise.all(answers)) assert.equal(labels[0]?.label, "tiger cat");
  await assert.rejects(classifier.classify(photo("cat.jpg"), { topK: 1 }), {
    code: "ShuttingDown",
  });
});

test("small pictures, whose Buffers share memory, are copied", async (t) => {
  const classifier = new Classifier(testSettings());
  t.after(() => classifier.close());
  const [first, second] = [Buffer.from("one of two"), Buffer.from("small Buffers")];
  await assert.rejects(classifier.classify(first), { code: "UnsupportedImageFormat" });
  assert.equal(second.toString(), "small Buffers");
  assert.equal(Buffer.from("the pool lives").toString(), "the pool lives");
});

test("a picture that was handed over already is an error, not a wait without end", async (t) => {
  const classifier = new Classifier(testSettings());
  t.after(() => classifier.close());
  const picture = photo("cat.jpg");
  await classifier.classify(picture);
  await assert.rejects(classifier.classify(picture), TypeError);
});

test("close right after the start waits for the model", async () => {
  const classifier = new Classifier(testSettings());
  const starting = classifier.model();
  await classifier.close();
  await starting;
});

test("the event loop stays free while pictures are classified", async (t) => {
  const classifier = new Classifier(testSettings());
  t.after(() => classifier.close());
  await classifier.model();
  const before = performance.eventLoopUtilization();
  await Promise.all(
    Array.from({ length: 30 }, () => classifier.classify(photo("cat.jpg"), { topK: 1 })),
  );
  const { utilization } = performance.eventLoopUtilization(before);
  // A session on this thread would leave it hardly any time.
  assert.ok(utilization < 0.5, String(utilization));
});

test("a costly picture whose caller has left gives up its turn", async (t) => {
  const classifier = new Classifier(testSettings());
  t.after(() => classifier.close());
  await classifier.model();
  const background = { r: 90, g: 120, b: 30 };
  const large = await sharp({ create: { width: 5000, height: 5000, channels: 3, background } })
    .png()
    .toBuffer();
  // Some are decoded, eight wait, the others are refused: so without leaving there is no room.
  const leaving = Array.from(
    { length: 8 + 8 * availableParallelism() },
    () => new AbortController(),
  );
  const left = leaving.map(({ signal }) =>
    assert.rejects(
      classifier.classify(Uint8Array.from(large), { patience: { signal, deadline: Infinity } }),
      ({ code }) => code === "CallerGone" || code === "Overloaded",
    ),
  );
  await delay(200);
  for (const caller of leaving) caller.abort();
  await Promise.all(left);
  const deadline = performance.now() + 60_000;
  const { width } = await classifier.classify(Uint8Array.from(large), { patience: { deadline } });
  assert.equal(width, 5000);
});

test("a caller is answered at its deadline, while its picture is still being worked on", async (t) => {
  const classifier = new Classifier(testSettings());
  t.after(() => classifier.close());
  await classifier.model();
  const background = { r: 90, g: 120, b: 30 };
  const large = await sharp({ create: { width: 7000, height: 7000, channels: 3, background } })
    .jpeg()
    .toBuffer();
  let isDone = false;
  const patient = classifier.classify(Uint8Array.from(large)).then(() => (isDone = true));
  const deadline = performance.now() + 20;
  const hurried = classifier.classify(Uint8Array.from(large), { patience: { deadline } });
  await assert.rejects(hurried, { code: "DeadlineExceeded" });
  assert.equal(isDone, false);
  await patient;
});
