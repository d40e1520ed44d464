import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { evaluate } from "../../../src/learning/evaluation/evaluate.js";
import { readModelFolder } from "../../../src/inference/modelFolder.js";
import { openPipeline } from "../../../src/learning/evaluation/openPipeline.js";
import { mistakeThumbnails } from "../../../src/learning/evaluation/mistakes.js";
import { toReportPage } from "../../../src/learning/evaluation/reportPage.js";
import { noBrowser, phone, shoot, useBrowser } from "../../endToEnd/browser.js";
import { shippedModel } from "../../modelFolder.js";
import { fixture } from "../../paths.js";
import { temporaryFolder } from "../../temporaryFolder.js";

const model = readModelFolder(shippedModel);
const daisyMaps = model.then(async (folder) => {
  const pipeline = openPipeline(folder, { pixels: 1e6, side: 1000 }, 1);
  try {
    const daisy = await readFile(fixture("photos/daisy.jpg"));
    return await pipeline.infer(new Uint8Array(daisy), { explains: true });
  } finally {
    await pipeline.close();
  }
});

const heading = {
  title: "model on pictures",
  model: "model, version 1",
  notes: ["1 of 6 pictures <is> left out."],
};
const desk = { viewport: { width: 1280, height: 800 } };

/** The address of a report about a model of so many labels, which is sometimes wrong. */
async function report(t: TestContext, labelCount: number, hasMaps = true): Promise<string> {
  const labels = Array.from({ length: labelCount }, (_, i) => `Label <${i}>`);
  const picture = (number: number) => ({
    name: `${number}.jpg`,
    labels: [labels[number % labelCount] ?? ""],
    sha256: String(number),
  });
  const pictures = Array.from({ length: 4 * labelCount }, (_, number) => picture(number));
  const outputs = pictures.map((_, number) => ({
    // Every fifth picture is taken for the next label.
    values: Float32Array.from(labels, (_, label) =>
      label === (number + (number % 5 === 0 ? 1 : 0)) % labelCount ? 3 : number % 3,
    ),
    milliseconds: undefined,
  }));
  const evaluation = evaluate(labels, "single-label", 0.5, pictures, outputs);
  const path = join(await temporaryFolder(t), "report.html");
  const daisy = await readFile(fixture("photos/daisy.jpg"));
  const found = { bytes: daisy, inference: hasMaps ? await daisyMaps : undefined };
  const thumbnails = await mistakeThumbnails(evaluation, () => Promise.resolve(found), await model);
  await writeFile(path, toReportPage(evaluation, heading, thumbnails));
  return pathToFileURL(path).href;
}

suite("a report in a browser", { skip: noBrowser }, () => {
  const open = useBrowser();

  for (const [name, options] of Object.entries({ phone, desk })) {
    test(`has whole charts of one width, with titles at their axes, on a ${name}`, async (t) => {
      const page = await open(t, await report(t, 5), options);
      const boxes = await Promise.all(
        (await page.locator("svg").all()).map((e) => e.boundingBox()),
      );
      assert.equal(boxes.length, 4);
      for (const box of boxes) {
        assert.ok(box && box.x >= 0 && box.x + box.width <= options.viewport.width);
        assert.equal(box.width, boxes[0]?.width);
      }
      for (const title of ["predicted", "true", "recall", "true positive rate", "confidence"]) {
        await page.locator("svg").getByText(title, { exact: true }).first().waitFor();
      }
      assert.ok(
        Number(await page.evaluate("document.documentElement.scrollWidth")) <=
          options.viewport.width,
      );
      await shoot(page, `report-${name}`);
    });
  }

  test("says first which model it is about, and what was left out", async (t) => {
    const page = await open(t, await report(t, 5));
    const lines = await page.locator("header p").allInnerTexts();
    assert.match(lines[0] ?? "", /^model, version 1, single-label, 20 pictures, 5 labels,/);
    assert.deepEqual(lines.slice(1), heading.notes);
  });

  test("shows every column of its tables on a phone", async (t) => {
    const page = await open(t, await report(t, 5), phone);
    const tables = await page.locator(".table").all();
    assert.equal(tables.length, 2);
    for (const table of tables) {
      const cut = await table.evaluate((element) => element.scrollWidth - element.clientWidth);
      assert.ok(cut <= 0, `${cut} pixels are out of view`);
    }
  });

  test("shows what is wrong, and which parts spoke for it", async (t) => {
    const page = await open(t, await report(t, 5));
    const mistakes = await page.locator(".mistakes li").all();
    assert.equal(mistakes.length, 4);
    for (const mistake of mistakes) {
      const [taken = ""] = /^Label <\d>/.exec(await mistake.locator("b").innerText()) ?? [];
      await mistake.getByAltText(`The bright parts spoke for ${taken}`, { exact: true }).waitFor();
      assert.equal(await mistake.locator("img").count(), 2);
    }
  });

  test("shows a mistake alone where its maps could not be had", async (t) => {
    const page = await open(t, await report(t, 5, false));
    assert.equal(await page.locator(".mistakes li").count(), 4);
    assert.equal(await page.locator(".mistakes img").count(), 4);
  });

  test("has no card of what is not known", async (t) => {
    const page = await open(t, await report(t, 5));
    const cards = await page.locator(".cards strong").allInnerTexts();
    assert.equal(cards.length, 5);
    for (const card of cards) assert.match(card, /\d/);
  });

  test("is dark in the dark, charts too", async (t) => {
    const page = await open(t, await report(t, 12), { ...phone, colorScheme: "dark" });
    const brightness = async (script: string): Promise<number> => {
      const colour = String(await page.evaluate(script));
      const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
      return (red + green + blue) / 3;
    };
    const styleOf = (selector: string) => `getComputedStyle(document.querySelector("${selector}"))`;
    assert.ok((await brightness(`${styleOf("figure")}.backgroundColor`)) < 60);
    assert.ok((await brightness(`${styleOf("svg text")}.fill`)) > 180);
    await shoot(page, "report-dark");
  });
});
