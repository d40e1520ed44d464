import assert from "node:assert/strict";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { test } from "node:test";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { temporaryFolder } from "../temporaryFolder.js";
import { runCli, startCli, type Run } from "./runCli.js";
import { fixture, root } from "../paths.js";
import { browserFlags, executablePath } from "../endToEnd/browser.js";

const modelFolder = join(root, "model/efficientnet-lite0");

/** A folder for each label, with four photos, one of them in the wrong place, and a text. */
async function data(folder: string): Promise<string> {
  const photos = join(folder, "photos");
  for (const [label, photo] of [
    ["tiger cat", "cat.jpg"],
    ["espresso", "coffee.jpg"],
    ["daisy", "daisy.jpg"],
  ] as const) {
    await mkdir(join(photos, label), { recursive: true });
    await cp(fixture(`photos/${photo}`), join(photos, label, photo));
  }
  await cp(fixture("photos/cat.jpg"), join(photos, "daisy", "not-a-daisy <b>.jpg"));
  // The same photo under another label would be left out as a contradiction, so it differs a little.
  const bytes = await readFile(join(photos, "daisy", "not-a-daisy <b>.jpg"));
  await writeFile(join(photos, "daisy", "not-a-daisy <b>.jpg"), Buffer.concat([bytes, bytes]));
  await writeFile(join(photos, "daisy", "text.jpg"), "no picture");
  return photos;
}

const evaluate = (folder: string, ...args: string[]): Promise<Run> =>
  runCli("evaluate", args, {}, folder);

test("a model is measured on a folder of labelled photos", async (t) => {
  const folder = await temporaryFolder(t);
  const photos = await data(folder);
  const run = await evaluate(folder, "--model", modelFolder, "--data", photos);
  assert.equal(run.code, 0, run.error);
  assert.match(run.error, /^daisy\/text\.jpg: (?!daisy)/m);
  assert.match(run.error, /^1 picture left out, 4 used/m);
  assert.match(run.out, /^accuracy +0\.7500/m);
  const out = join(folder, "evaluation/efficientnet-lite0-photos");
  const metrics = JSON.parse(await readFile(join(out, "metrics.json"), "utf8"));
  assert.equal(metrics.accuracy, 0.75);
  assert.equal(metrics.top_5_accuracy, 0.75);
  const matrix = JSON.parse(await readFile(join(out, "artifacts/confusion_matrix"), "utf8"));
  assert.deepEqual([matrix.schema_type, matrix.schema_version], ["confusion_matrix", "1.0.0"]);
  const daisy = matrix.data.class_labels.indexOf("daisy");
  const cat = matrix.data.class_labels.indexOf("tiger cat");
  assert.deepEqual([matrix.data.matrix[daisy][daisy], matrix.data.matrix[daisy][cat]], [1, 1]);
  const table = JSON.parse(await readFile(join(out, "artifacts/accuracy_table"), "utf8"));
  assert.equal(table.schema_version, "1.0.1");
  assert.deepEqual(table.data.probability_tables[daisy][0], [2, 2, 0, 0]);

  await t.test("a second run knows what the first one found", async () => {
    const again = await evaluate(folder, "--model", modelFolder, "--data", photos);
    assert.match(again.out, /^pictures_per_second +–/m);
    assert.match(again.out, /^accuracy +0\.7500/m);
  });

  await t.test("two models are put side by side", async () => {
    const args = ["--model", modelFolder, "--data", photos, "--compare", modelFolder];
    const { out: text } = await evaluate(folder, ...args);
    assert.match(text, /^accuracy +0\.7500 +0\.7500/m);
    assert.match(text, /McNemar's test: p = 1\.00/);
  });

  await t.test("the report is a page that shows itself", { skip: !executablePath }, async () => {
    const browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: browserFlags,
    });
    try {
      const page = await browser.newPage();
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(join(out, "report.html")).href);
      assert.equal(await page.locator("h1").innerText(), "efficientnet-lite0 on photos");
      const [first, note] = await page.locator("header p").allInnerTexts();
      assert.match(
        first ?? "",
        /^efficientnet-lite0, version [\da-f]{12}, single-label, 4 pictures/,
      );
      assert.equal(note, "1 of 5 pictures is left out: 1 unreadable-picture.");
      assert.match(await page.locator(".cards li").first().innerText(), /75\.0 %/);
      const mistakes = page.locator(".mistakes li");
      assert.equal(await mistakes.count(), 1);
      assert.match(await mistakes.innerText(), /tiger cat .*\n?.*is daisy[^]*not-a-daisy <b>\.jpg/);
      const [shown, why] = await mistakes.locator("img").all();
      for (const image of [shown, why]) {
        assert.ok(((await image?.evaluate(({ clientWidth }) => clientWidth)) ?? 0) > 50);
      }
      assert.equal(await why?.getAttribute("alt"), "The bright parts spoke for tiger cat");
      // Everything is in the one file.
      assert.deepEqual(requests.filter((url) => !url.startsWith("data:")).length, 1);
    } finally {
      await browser.close();
    }
  });
});

test("labels that the model does not know are told once each, also in the report", async (t) => {
  const folder = await temporaryFolder(t);
  const photos = await data(folder);
  for (const [label, names] of [
    ["rose", ["1.jpg", "2.jpg"]],
    ["tulip", ["3.jpg"]],
  ] as const) {
    await mkdir(join(photos, label));
    for (const name of names) await cp(fixture("photos/coffee.jpg"), join(photos, label, name));
  }
  const run = await evaluate(folder, "--model", modelFolder, "--data", photos, "--out", "out");
  assert.equal(run.code, 0, run.error);
  const sentence = "The model does not know the labels rose (2 pictures), tulip (1 picture).";
  assert.ok(run.error.includes(`\n${sentence}\n4 pictures left out, 4 used.\n`), run.error);
  assert.doesNotMatch(run.error, /rose\/1\.jpg/);
  const report = await readFile(join(folder, "out/report.html"), "utf8");
  const counts = "4 of 8 pictures are left out: 3 unknown-label, 1 unreadable-picture.";
  assert.ok(report.includes(`<p>${counts}</p>\n<p>${sentence}</p>`));
});

test("a run that was killed goes on where it was", async (t) => {
  const folder = await temporaryFolder(t);
  const photos = await manyCats(join(folder, "photos"), 60);
  const args = ["--model", modelFolder, "--data", photos];
  const child = startCli("evaluate", args, {}, folder);
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes("efficientnet-lite0  6 of 60")) child.kill("SIGKILL");
  }
  assert.deepEqual(await exited, [null, "SIGKILL"]);
  const before = await cachedOutputs(folder);
  assert.ok(before.size >= 6 && before.size < 60, `${before.size} of 60 when it was killed`);

  const run = await evaluate(folder, ...args);
  assert.equal(run.code, 0, run.error);
  // The rest was shown to the model, whose speed it tells.
  assert.match(run.out, /^pictures_per_second +\d/m);
  const after = await cachedOutputs(folder);
  assert.equal(after.size, 60);
  // An output that is made again is another file of the same name.
  for (const [name, file] of before) assert.equal(after.get(name), file, name);
});

/** Cats that differ in their bytes, in a folder of their label. */
async function manyCats(photos: string, count: number): Promise<string> {
  await mkdir(join(photos, "tiger cat"), { recursive: true });
  const cat = await sharp(fixture("photos/cat.jpg")).resize(240, 240, { fit: "cover" }).toBuffer();
  for (let i = 0; i < count; i++) {
    const jpeg = sharp(cat).jpeg({ quality: 40 + i });
    await jpeg.toFile(join(photos, "tiger cat", `${i}.jpg`));
  }
  return photos;
}

/** What the model made of pictures so far: the files by their names, each with its inode. */
async function cachedOutputs(folder: string): Promise<Map<string, number>> {
  const cache = join(folder, ".cache/outputs");
  const names = (await readdir(cache, { recursive: true })).filter((name) => name.endsWith(".f32"));
  const files = names.map(async (name): Promise<[string, number]> => {
    const { ino } = await stat(join(cache, name));
    return [name, ino];
  });
  return new Map(await Promise.all(files));
}

test("what cannot be evaluated is said before anything long starts", async (t) => {
  const folder = await temporaryFolder(t);
  const none = await evaluate(folder, "--model", modelFolder, "--data", fixture("goldens"));
  assert.equal(none.code, 1);
  await mkdir(join(folder, "flowers/rose"), { recursive: true });
  await cp(fixture("photos/daisy.jpg"), join(folder, "flowers/rose/1.jpg"));
  const unknown = await evaluate(folder, "--model", modelFolder, "--data", "flowers");
  assert.equal(unknown.code, 1);
  assert.match(unknown.error, /^No picture can be used: 1 unknown-label; [^\n]*\n$/m);
});
