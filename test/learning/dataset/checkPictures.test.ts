import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { checkPictures, checkSplit } from "../../../src/learning/dataset/checkPictures.js";
import type { LabelledPicture } from "../../../src/learning/dataset/labelledPicture.js";
import { ClassifierError } from "../../../src/errors.js";
import { fixture } from "../../paths.js";
import { folderWith, png, read, row } from "./testData.js";

const limits = { pixels: 1_000_000, side: 5000 };

const picture = (name: string, labels: string[], bytes: Uint8Array): LabelledPicture => ({
  name,
  labels,
  read: () => Promise.resolve(bytes),
});

test("every kind of problem is counted and named, in the order of the data", async (t) => {
  const [one, two, three] = await Promise.all([png(1), png(2), png(3)]);
  const folder = await folderWith(t, {
    "good.png": one,
    "copy.png": one,
    "two.png": two,
    "two again.png": two,
    "three.png": three,
    "three again.png": three,
    "text.png": "This is no picture.",
    "empty.png": "",
    "cut.png": three.subarray(0, 20),
    "rows.jsonl": [
      row("good.png", ["can"]),
      row("none.png", ["can"]),
      row("../rows.png", ["can"]),
      row("text.png", ["can"]),
      row("empty.png", ["can"]),
      row("cut.png", ["can"]),
      row("good.png", ["bottle", "can", "cup"]),
      row("good.png", []),
      row("two.png", ["can"]),
      row("two again.png", ["can", "milk"]),
      row("three.png", ["can", "milk"]),
      row("three again.png", ["milk", "can"]),
      row("copy.png", ["can"]),
    ].join(""),
  });
  const { pictures } = await read(join(folder, "rows.jsonl"));
  let done = 0;
  const report = await checkPictures(pictures, {
    labels: new Set(["can", "milk"]),
    limits,
    progress: () => done++,
  });
  assert.equal(done, pictures.length);
  assert.deepEqual(
    report.pictures.map(({ name }) => name),
    ["good.png", "three.png", "three again.png", "copy.png"],
  );
  assert.equal(report.pictures[0]?.sha256, report.pictures[3]?.sha256);
  assert.deepEqual(await report.pictures[0]?.read(), await readFile(join(folder, "good.png")));
  assert.deepEqual(
    report.problems.map(({ name, reason, detail }) => [name, reason, detail]),
    [
      ["none.png", "missing-file", "none.png: there is no such file."],
      ["../rows.png", "missing-file", "../rows.png: is outside of the data folder."],
      [
        "text.png",
        "unreadable-picture",
        "text.png: This is plain text. Send JPEG, PNG, WebP, GIF, TIFF or AVIF.",
      ],
      ["empty.png", "unreadable-picture", "empty.png: The picture has no bytes."],
      [
        "cut.png",
        "unreadable-picture",
        "cut.png: The picture is damaged or incomplete and cannot be decoded.",
      ],
      ["good.png", "unknown-label", "good.png: has the unknown labels bottle, cup."],
      ["good.png", "no-label", "good.png: has no label."],
      ["two.png", "contradicting-labels", "two.png: occurs a second time with other labels."],
      [
        "two again.png",
        "contradicting-labels",
        "two again.png: occurs a second time with other labels.",
      ],
    ],
  );
  assert.deepEqual(report.counts, {
    "no-label": 1,
    "unknown-label": 1,
    "missing-file": 2,
    "unreadable-picture": 3,
    "contradicting-labels": 2,
    "in-both-splits": 0,
  });
});

test("any label is known where none are given, and too large a picture is not usable", async () => {
  const [small, large] = [await png(1), await readFile(fixture("photos/cat.jpg"))];
  const pictures = [picture("small", ["x"], small), picture("large", ["y"], large)];
  const report = await checkPictures(pictures, { limits: { pixels: 12, side: 4 } });
  assert.deepEqual(
    report.pictures.map(({ name }) => name),
    ["small"],
  );
  assert.match(report.problems[0]?.detail ?? "", /at most 12 pixels are accepted/);
});

test("nothing usable is an error with the counts", async () => {
  const bytes = await png(1);
  const pictures = [picture("a", [], bytes), picture("b", ["x"], bytes), picture("c", [], bytes)];
  await assert.rejects(checkPictures(pictures, { limits, labels: new Set(["y"]) }), {
    name: "DatasetError",
    message: "No picture can be used: 2 no-label, 1 unknown-label; a: has no label.",
  });
  await assert.rejects(checkPictures([], { limits }), { name: "DatasetError" });
});

test("a picture of both splits is taken out of training, whatever it is called", async () => {
  const [one, two, three] = await Promise.all([png(1), png(2), png(3)]);
  const split = {
    training: [
      picture("a", ["x"], one),
      picture("b", ["x"], two),
      picture("unlabelled", [], two),
      picture("c", ["x"], three),
    ],
    // The same name is no sign of the same picture.
    validation: [picture("other", ["x"], two), picture("a", ["x"], await png(4))],
  };
  const { training, validation } = await checkSplit(split, { limits });
  assert.deepEqual(
    training.pictures.map(({ name }) => name),
    ["a", "c"],
  );
  assert.deepEqual(
    training.problems.map(({ name, reason }) => [name, reason]),
    [
      ["b", "in-both-splits"],
      ["unlabelled", "no-label"],
    ],
  );
  assert.match(training.problems[0]?.detail ?? "", /as other\.$/);
  assert.equal(training.counts["in-both-splits"], 1);
  assert.equal(validation.pictures.length, 2);
  assert.deepEqual(validation.problems, []);
  await assert.rejects(
    checkSplit({ training: split.training, validation: split.training }, { limits }),
    { message: /^No training picture can be used: 1 no-label, 3 in-both-splits; / },
  );
});

test("a source that does not answer ends the check instead of emptying it", async () => {
  let reads = 0;
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const pictures = Array.from({ length: 1000 }, (_, index) => ({
    name: `${index}`,
    labels: ["x"],
    read: async () => {
      reads++;
      if (index === 3) throw new ClassifierError("StorageUnavailable");
      // The others of the first round are held until the check has failed.
      await released;
      return new Uint8Array();
    },
  }));
  await assert.rejects(checkPictures(pictures, { limits }), { code: "StorageUnavailable" });
  const atOnce = reads;
  assert.ok(atOnce > 3 && atOnce < 20, `${atOnce}`);
  release();
  // Each turn of the event loop would be enough for another round.
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  assert.equal(reads, atOnce);
});

test("10,000 pictures on disk are checked in seconds", async (t) => {
  const folder = await folderWith(t, { "a.png": await png(1), "b.png": await png(2) });
  const rows = Array.from({ length: 10_000 }, (_, index) => {
    const name = index % 2 ? "a.png" : "b.png";
    return row(name, name);
  });
  await writeFile(join(folder, "rows.jsonl"), rows.join(""));
  const { pictures } = await read(join(folder, "rows.jsonl"));
  const start = performance.now();
  const report = await checkPictures(pictures, { limits });
  assert.equal(report.pictures.length, 10_000);
  assert.ok(performance.now() - start < 20_000);
});
