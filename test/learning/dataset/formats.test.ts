import assert from "node:assert/strict";
import { test } from "node:test";
import { readClassFolders } from "../../../src/learning/dataset/classFolders.js";
import { DatasetError, isMissing } from "../../../src/learning/dataset/datasetError.js";
import { readJsonLines } from "../../../src/learning/dataset/jsonLines.js";
import { labelSet, labelsOf } from "../../../src/learning/dataset/labelledPicture.js";
import { readLabelsCsv } from "../../../src/learning/dataset/labelsCsv.js";
import { locatePicture } from "../../../src/learning/dataset/locatePicture.js";
import { readFirst, readPlace } from "../../../src/learning/dataset/picturePlace.js";
import {
  isHidden,
  isListFile,
  type PictureStore,
} from "../../../src/learning/dataset/pictureStore.js";
import { toReport } from "../../../src/learning/dataset/report.js";
import { readText, readTextIfThere } from "../../../src/learning/dataset/textFile.js";
import { contents, noNetwork, row } from "./testData.js";

/** A store in memory. */
function storeOf(files: Readonly<Record<string, string | Uint8Array>>): PictureStore {
  return {
    async *list() {
      yield* Object.keys(files);
    },
    async read(path) {
      const file = files[path];
      if (file === undefined) throw new DatasetError(`${path}: nothing there.`, { missing: true });
      return typeof file === "string" ? new TextEncoder().encode(file) : file;
    },
  };
}

const text = async (bytes: Promise<Uint8Array>): Promise<string> =>
  new TextDecoder().decode(await bytes);

test("a text has no byte order mark; what is not UTF-8 is refused", async () => {
  const store = storeOf({ a: "\uFEFFä", bad: Uint8Array.of(0xff, 0xfe, 0x41) });
  assert.equal(await readText(store, "a"), "ä");
  assert.equal(await readTextIfThere(store, "a"), "ä");
  assert.equal(await readTextIfThere(store, "none"), undefined);
  await assert.rejects(readTextIfThere(store, "bad"), { message: "bad: is not UTF-8 text." });
  await assert.rejects(readText(store, "none"), isMissing);
});

test("only a missing file makes the next one be read", async () => {
  const store = storeOf({ b: "B" });
  assert.equal(await text(readFirst(store, ["a", "b"])), "B");
  await assert.rejects(readFirst(store, ["a", "c"]), { message: "a: nothing there." });
  const broken = { ...store, read: () => Promise.reject(new DatasetError("is outside.")) };
  await assert.rejects(readFirst(broken, ["a", "b"]), { message: "is outside." });
});

test("an image_url is a path beside the rows, or a URL whose signature is not told", async () => {
  const store = storeOf({ "rows/a.png": "A", "x/b.png": "B", "b.png": "local" });
  const locate = (url: string) => locatePicture(url, "rows");
  const readAt = (url: string): Promise<Uint8Array> =>
    readPlace(locate(url).place, store, async (url) => new TextEncoder().encode(url));
  assert.equal(await text(readAt("a.png")), "A");
  const remote = locate("https://example.org/a.png?sig=1#x");
  assert.equal(remote.name, "https://example.org/a.png");
  assert.equal(
    await text(readAt("https://example.org/a.png?sig=1#x")),
    "https://example.org/a.png?sig=1#x",
  );
  assert.equal(await text(readAt("azureml://store/paths/x/b.png")), "B");
  assert.equal(await text(readAt("azureml://s/paths/LocalUpload/0f/b.png")), "local");
  await assert.rejects(readAt("s3://a/b"), isMissing);
  await assert.rejects(readAt("file://host%/a"), isMissing);
});

test("rows of several files of JSON Lines follow each other", async () => {
  const store = storeOf({
    "x/1.jsonl": row("a", "can"),
    "2.jsonl": row("b", ["can", "can"]),
    "x/a": "A",
    b: "B",
  });
  const dataset = await readJsonLines(store, ["x/1.jsonl", "2.jsonl"], noNetwork);
  assert.equal(dataset.task, "multi-label");
  assert.deepEqual(await contents(dataset), [
    ["a", "can", "A"],
    ["b", "can", "B"],
  ]);
});

test("a table of labels; one label each makes it single-label", async () => {
  const store = storeOf({ "t/a": "A", "t/images/b": "B" });
  const dataset = readLabelsCsv("Filename, Labels\na,x\nb, y \n", "t/labels.csv", store);
  assert.deepEqual([dataset.task, dataset.labels], ["single-label", ["x", "y"]]);
  assert.deepEqual(await contents(dataset), [
    ["a", "x", "A"],
    ["b", "y", "B"],
  ]);
  assert.equal(readLabelsCsv("filename,labels\na,x y\n", "labels.csv", store).task, "multi-label");
});

test("class folders below a path, and not beside it", async () => {
  const store = storeOf({
    "in/can/1": "1",
    "in/can/deep/2": "2",
    "in/README": "",
    "inside/x/3": "",
  });
  const dataset = await readClassFolders({ name: "data/in", store, path: "in" });
  assert.deepEqual(await contents(dataset), [
    ["can/1", "can", "1"],
    ["can/deep/2", "can", "2"],
  ]);
  const deeper = storeOf({ "train/can/1": "", "val/can/2": "" });
  await assert.rejects(readClassFolders({ name: "photos", store: deeper, path: "" }), {
    message: /^The classes' folders of photos are a level deeper, in train, val;/,
  });
  await assert.rejects(readClassFolders({ name: "photos", store: deeper, path: "test" }), {
    message: /^photos has no data set: /,
  });
});

test("labels are sorted and unique, label sets have no order, names tell what a path is", () => {
  assert.deepEqual(labelsOf([{ labels: ["b", "a"] }, { labels: ["b", "B"] }]), ["B", "a", "b"]);
  assert.equal(labelSet({ labels: ["b", "a"] }), labelSet({ labels: ["a", "b"] }));
  assert.notEqual(labelSet({ labels: ["a,b"] }), labelSet({ labels: ["a", "b"] }));
  assert.deepEqual([".x/a", "a/.x", "a.x"].map(isHidden), [true, true, false]);
  assert.deepEqual(["a.JSONL", "b.csv", "csv", "a.csv/b"].map(isListFile), [
    true,
    true,
    false,
    false,
  ]);
});

test("a report counts problems by their reason, and refuses to be empty", () => {
  const problem = { name: "b", reason: "no-label", detail: "b: has no label." } as const;
  const report = toReport([{ name: "a", labels: ["x"], sha256: "00" }, problem]);
  assert.deepEqual([report.pictures.length, report.problems], [1, [problem]]);
  assert.equal(report.counts["no-label"], 1);
  const message = "No training picture can be used: 1 no-label; b: has no label.";
  assert.throws(() => toReport([problem], "training picture"), { name: "DatasetError", message });
});
