import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { localSource } from "../../../src/learning/dataset/folderStore.js";
import { readDataset } from "../../../src/learning/dataset/readDataset.js";
import { contents, folderWith, read, row } from "./testData.js";

const byteOrderMark = "\uFEFF";

test("a folder with a folder for each class", async (t) => {
  const root = await folderWith(t, {
    "photos/README.md": "not a picture",
    "photos/.DS_Store": "hidden",
    "photos/milk/b.png": "B",
    "photos/milk/.DS_Store": "hidden",
    "photos/can/a.png": "A",
    "photos/can/2024/c.png": "C",
    "photos/__MACOSX/can/._a.png": "hidden",
  });
  const folder = join(root, "photos");
  const dataset = await read(folder);
  assert.deepEqual(dataset.labels, ["can", "milk"]);
  assert.equal(dataset.task, "single-label");
  assert.deepEqual(await contents(dataset), [
    ["can/2024/c.png", "can", "C"],
    ["can/a.png", "can", "A"],
    ["milk/b.png", "milk", "B"],
  ]);
  const below = await read(folder, root);
  assert.deepEqual(await contents(below), await contents(dataset));
});

test("folders of training and validation are not taken for classes", async (t) => {
  const folder = await folderWith(t, { "train/can/a.png": "A", "val/can/b.png": "B" });
  await assert.rejects(read(folder), { name: "DatasetError", message: /train, val; give one/ });
  assert.deepEqual((await read(join(folder, "val"))).labels, ["can"]);
});

test("a folder without a data set, and no folder at all", async (t) => {
  const folder = await folderWith(t, { "a.png": "A", "notes.txt": "" });
  await assert.rejects(read(folder), { name: "DatasetError", message: /neither MLTable nor/ });
  for (const path of ["none", "a.png"]) {
    const expected = { name: "DatasetError", message: /^There is no folder / };
    await assert.rejects(read(join(folder, path)), expected);
  }
  await assert.rejects(read(join(folder, "none.jsonl")), {
    name: "DatasetError",
    message: /none\.js/,
  });
});

test("JSON Lines with every kind of image_url", async (t) => {
  const folder = await folderWith(t, {
    "data/a b.png": "A",
    "data/deep/c.png": "C",
    "fridge/can/d.png": "D",
    "beside.png": "outside of the rows' folder",
  });
  const { href } = pathToFileURL(join(folder, "data/a b.png"));
  const azure = "azureml://subscriptions/1/datastores/blobs/paths";
  const rows = [
    row("a b.png", "can"),
    row("./deep/../deep/c.png", "milk"),
    row(href, "can"),
    row("../beside.png", "can"),
    row(`${azure}/data/deep/c.png`, "milk"),
    row(`${azure}/LocalUpload/0f3a/fridge/can/d.png`, "can"),
    row(`${azure}/LocalUpload/0f3a/fridge/can/e.png`, "can"),
    row("azureml://name/1", "can"),
    row("https://example.org/a.png?sig=secret", "can"),
    row("ftp://example.org/a.png", "can"),
  ];
  await writeFile(join(folder, "data/rows.jsonl"), rows.join(""));
  const fetched: string[] = [];
  const source = await localSource(join(folder, "data/rows.jsonl"), folder);
  const dataset = await readDataset(source, async (url) => {
    fetched.push(url);
    return new TextEncoder().encode("fetched");
  });
  assert.deepEqual(fetched, [], "nothing is read before it is asked for");
  assert.deepEqual(await contents(dataset), [
    ["a b.png", "can", "A"],
    ["./deep/../deep/c.png", "milk", "C"],
    [href, "can", "A"],
    ["../beside.png", "can", "outside of the rows' folder"],
    ["data/deep/c.png", "milk", "C"],
    ["LocalUpload/0f3a/fridge/can/d.png", "can", "D"],
    [
      "LocalUpload/0f3a/fridge/can/e.png",
      "can",
      "LocalUpload/0f3a/fridge/can/e.png: there is no such file.",
    ],
    ["azureml://name/1", "can", "azureml://name/1: has no /paths/ with a path behind it."],
    ["https://example.org/a.png", "can", "fetched"],
    ["ftp://example.org/a.png", "can", "ftp://example.org/a.png: ftp: addresses cannot be read."],
  ]);
  assert.deepEqual(fetched, ["https://example.org/a.png?sig=secret"]);
});

test("a label that is an array makes a data set multi-label", async (t) => {
  const several = row("a", ["can", "carton", "can"]) + row("b", "milk");
  const folder = await folderWith(t, {
    "one.jsonl": row("a", "can") + row("b", "milk"),
    "several.jsonl": several,
    "array.jsonl": row("a", ["can"]),
    "empty.jsonl": row("a", " ") + row("b", null) + row("c", [""]) + row("d", undefined),
  });
  const one = await read(join(folder, "one.jsonl"));
  assert.deepEqual([one.task, one.labels], ["single-label", ["can", "milk"]]);
  const more = await read(join(folder, "several.jsonl"));
  assert.deepEqual([more.task, more.labels], ["multi-label", ["can", "carton", "milk"]]);
  assert.deepEqual(more.pictures[0]?.labels, ["can", "carton"]);
  assert.equal((await read(join(folder, "array.jsonl"))).task, "multi-label");
  const { pictures } = await read(join(folder, "empty.jsonl"));
  assert.deepEqual(
    pictures.map(({ labels }) => labels),
    [[], [], [], []],
  );
});

test("text files as Windows writes them", async (t) => {
  const rows = byteOrderMark + row("a", "can") + "\n" + row("b", "milk");
  const folder = await folderWith(t, {
    "rows.jsonl": rows.replaceAll("\n", "\r\n"),
    "labels.csv": `${byteOrderMark}filename,labels\r\na,can\r\n\r\nb,milk`,
    a: "A",
    b: "B",
    "table/MLTable": `${byteOrderMark}paths:\r\n  - file: ../rows.jsonl\r\n`,
  });
  const expected = [
    ["a", "can", "A"],
    ["b", "milk", "B"],
  ];
  assert.deepEqual(await contents(await read(join(folder, "rows.jsonl"))), expected);
  assert.deepEqual(await contents(await read(join(folder, "labels.csv"))), expected);
  assert.deepEqual(await contents(await read(join(folder, "table"), folder)), expected);
});

test("a bad line of JSON Lines is named", async (t) => {
  const good = row("a", "can");
  const bad: [string, RegExp][] = [
    ['{"image_url": "a", "label": "can"', /rows\.jsonl, line 3: is not valid JSON/],
    ["[]", /line 3: is not an object/],
    ['{"label": "can"}', /line 3: image_url is missing; it must be a text\.$/],
    ['{"image_url": "", "label": "can"}', /line 3: image_url must not be empty\.$/],
    ['{"image_url": "a", "label": 7}', /line 3: label must be a text or a list of texts\.$/],
    ['{"image_url": "a", "label": ["can", 7]}', /line 3: label/],
  ];
  for (const [line, message] of bad) {
    const folder = await folderWith(t, { "rows.jsonl": `${good}\n${line}\n${good}` });
    await assert.rejects(read(join(folder, "rows.jsonl")), { name: "DatasetError", message });
  }
});

test("empty files and files that are no text", async (t) => {
  const folder = await folderWith(t, {
    "empty.jsonl": "",
    "blank.jsonl": "\r\n \n",
    "empty.csv": "",
    "header.csv": "filename,labels\n",
    "utf16.jsonl": Buffer.from(`\uFEFF${row("a", "can")}`, "utf16le"),
  });
  const faults: [string, RegExp][] = [
    ["empty.jsonl", /empty\.jsonl has no rows/],
    ["blank.jsonl", /blank\.jsonl has no rows/],
    ["empty.csv", /empty\.csv, line 1: expected the header/],
    ["header.csv", /header\.csv has no rows/],
    ["utf16.jsonl", /utf16\.jsonl: is not UTF-8 text/],
  ];
  for (const [file, message] of faults) {
    await assert.rejects(read(join(folder, file)), { name: "DatasetError", message });
  }
});

test("a table of labels with pictures beside it and in images/", async (t) => {
  const folder = await folderWith(t, {
    "labels.csv": 'filename,labels\n1.jpg,carton  can\n"2, old.jpg","milk"\n3.jpg,\n4.jpg,can\n',
    "1.jpg": "beside",
    "images/1.jpg": "below",
    "images/2, old.jpg": "quoted",
    "images/3.jpg": "unlabelled",
  });
  const dataset = await read(folder);
  assert.deepEqual([dataset.task, dataset.labels], ["multi-label", ["can", "carton", "milk"]]);
  assert.deepEqual(await contents(dataset), [
    ["1.jpg", "carton+can", "beside"],
    ["2, old.jpg", "milk", "quoted"],
    ["3.jpg", "", "unlabelled"],
    ["4.jpg", "can", "4.jpg: there is no such file."],
  ]);
  assert.deepEqual(await contents(await read(join(folder, "labels.csv"))), await contents(dataset));
});

test("a table's bad header and rows are named", async (t) => {
  const faults: [string, RegExp][] = [
    ["image,label\na,b\n", /labels\.csv, line 1: expected the header filename,labels/],
    ["filename,labels\na,b\nc\n", /line 3: expected a file name and labels/],
    ["filename,labels\na,b,c\n", /line 2: expected a file name and labels/],
    ["filename,labels\n,b\n", /line 2: expected a file name and labels/],
    ['filename,labels\n"a\nb",c\n"d,e\n', /line 4: has a quote/],
  ];
  for (const [text, message] of faults) {
    const folder = await folderWith(t, { "labels.csv": text });
    await assert.rejects(read(folder), { name: "DatasetError", message });
  }
});

test("no kind of data set leads out of its folder", async (t) => {
  const secret = await folderWith(t, { "secret.png": "secret" });
  const outside = join(secret, "secret.png");
  const paths = [
    "../secret.png",
    "images/../../secret.png",
    outside,
    pathToFileURL(outside).href,
    "azureml://blobs/paths/../secret.png",
    `azureml://blobs/paths/${outside}`,
  ];
  const parent = await folderWith(t, {
    "secret.png": "secret",
    "data/rows.jsonl": paths.map((path) => row(path, "can")).join(""),
    "data/labels.csv": `filename,labels\n../secret.png,can\n${outside},can\n`,
    "data/table/MLTable": "paths:\n  - file: ../../rows.jsonl\n",
  });
  const folder = join(parent, "data");
  for (const file of ["rows.jsonl", "labels.csv"]) {
    for (const picture of (await read(join(folder, file))).pictures) {
      const expected = { name: "DatasetError", message: /is outside of the data folder/ };
      await assert.rejects(picture.read(), expected, picture.name);
    }
  }
  await assert.rejects(read(join(folder, "table")), { message: /outside of the data folder/ });
  await assert.rejects(read(outside, folder), { message: /outside of the data folder/ });
});

test("10,000 rows are read in less than two seconds", async (t) => {
  const rows = Array.from({ length: 10_000 }, (_, index) => row(`${index}.jpg`, `${index % 7}`));
  const lines = Array.from({ length: 10_000 }, (_, index) => `${index}.jpg,${index % 7} x\n`);
  const folder = await folderWith(t, {
    "rows.jsonl": rows.join(""),
    "labels.csv": `filename,labels\n${lines.join("")}`,
  });
  for (const file of ["rows.jsonl", "labels.csv"]) {
    const start = performance.now();
    const { pictures, labels } = await read(join(folder, file));
    assert.ok(performance.now() - start < 2000, file);
    assert.equal(pictures.length, 10_000);
    assert.equal(labels.length, file === "rows.jsonl" ? 7 : 8);
  }
});
