import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, suite, test, type TestContext } from "node:test";
import { promisify } from "node:util";
import { transform } from "esbuild";
import type { Page } from "playwright-core";
import { toHeadConfig } from "../../src/learning/heads/headConfig.js";
import { toHeadBytes } from "../../src/learning/heads/headFiles.js";
import { writeHead } from "../../src/checkpoint/writeHead.js";
import { readModelFolder } from "../../src/inference/modelFolder.js";
import { startTestHost, type TestHost } from "../localHost/testHost.js";
import { fixture, root } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { noBrowser, phone, shoot, useBrowser, waitUntilInView } from "./browser.js";
import { startTestApp } from "./testApp.js";

const folder = await mkdtemp(join(tmpdir(), "demo-"));
after(() => rm(folder, { recursive: true }));
const model = join(folder, "efficientnet-lite0");
await cp(join(root, "model/efficientnet-lite0"), model, { recursive: true });
await addHead("things", 1280);
const app = await startTestApp({ MODEL_DIR: model });
after(() => app.stop());

/** A head that says of every picture "thing", with a score of 73.1 %. */
async function addHead(name: string, featureCount: number): Promise<void> {
  const shape = { labelCount: 2, featureCount };
  const head = {
    ...shape,
    weights: new Float64Array(2 * featureCount),
    bias: Float64Array.of(1, 0),
  };
  const config = toHeadConfig({
    labels: ["thing", "other"],
    task: "single-label",
    temperature: 1,
    thresholds: [0.5, 0.5],
  });
  const files = new Map([
    ["head.f32", toHeadBytes(head)],
    ["config.json", Buffer.from(config)],
  ]);
  await writeHead(await readModelFolder(model), name, files);
}

const key = "the key of functions";
const cat = fixture("photos/cat.jpg");
const daisy = fixture("photos/daisy.jpg");
const best = (page: Page) => page.locator(".labels li").first();
const tab = (page: Page, name: string) => page.getByRole("tab", { name });
const language = (page: Page, name: string) => page.locator("#languages").getByLabel(name);
const code = (page: Page): Promise<string> => page.locator("#code").innerText();

/** Runs the text of the Code tab in its three languages, beside the pictures. @returns what each prints */
async function runCode(t: TestContext, page: Page, pictures: Record<string, string>) {
  const cwd = await temporaryFolder(t);
  for (const [name, source] of Object.entries(pictures)) await copyFile(source, join(cwd, name));
  await tab(page, "Code").click();
  const env = { ...process.env, FUNCTIONS_KEY: key };
  const run = async (command: string, ...args: string[]): Promise<string> =>
    (await promisify(execFile)(command, args, { cwd, env, timeout: 90_000 })).stdout;
  const printed = [await run("bash", "-c", await code(page))];
  await language(page, "TypeScript").check();
  const script = await transform(await code(page), { loader: "ts" });
  await writeFile(join(cwd, "ask.mjs"), script.code);
  printed.push(await run(process.execPath, "ask.mjs"));
  await language(page, "Python").check();
  // Not everywhere is there a Python with this library.
  if (spawnSync("python3", ["-c", "import requests"]).status === 0) {
    printed.push(await run("python3", "-c", await code(page)));
  } else t.diagnostic("The Python code is not run: no python3 with requests is installed here.");
  return printed;
}

suite("the page's answer", { skip: noBrowser }, () => {
  const open = useBrowser();
  const address = `${app.host.url}/api/demo`;

  test("is JSON as the service sends it to the code", async (t) => {
    const page = await open(t, address);
    await page.getByText("Options").click();
    await page.getByLabel("Number of labels").fill("2");
    const name = "it's a cat; really, yes.jpg";
    const cards = page.locator("#cards > li");
    for (const pictures of [{ [name]: cat }, { [name]: cat, "daisy.jpg": daisy }]) {
      const files = await filesOf(pictures);
      await tab(page, "Labels").click();
      await page.setInputFiles("#file", files);
      await cards
        .nth(files.length - 1)
        .locator(".labels li")
        .nth(1)
        .waitFor();
      await cards.first().locator(".labels li").nth(1).waitFor();
      await tab(page, "JSON").click();
      const json: unknown = JSON.parse(await page.locator("#json").innerText());
      await shoot(page, `json-${files.length}`);
      const [curl = "", typescript = "", ...python] = await runCode(t, page, pictures);
      assert.deepEqual([JSON.parse(curl), JSON.parse(typescript)], [json, json]);
      for (const printed of python) assert.match(printed, /tiger cat/);
      await shoot(page, `code-${files.length}`);
      await language(page, "curl").check();
    }
  });

  test("says why: the layer over the picture is bright where the daisy is", async (t) => {
    const page = await open(t, address);
    const why = page.getByRole("button", { name: "Why?" });
    assert.equal(await why.count(), 0);
    await page.setInputFiles("#file", daisy);
    await best(page).getByText("daisy").waitFor();
    await why.press("Enter");
    const layer = page.getByRole("img", { name: "The bright parts spoke for daisy" });
    await layer.waitFor();
    assert.equal(await why.getAttribute("aria-pressed"), "true");
    const [onLayer, onPicture] = await Promise.all([
      layer.boundingBox(),
      page.getByRole("img", { name: "daisy.jpg" }).boundingBox(),
    ]);
    assert.deepEqual(onLayer, onPicture);
    const button = await why.boundingBox();
    assert.ok(
      button && onPicture && button.width < onPicture.width / 4,
      "it must not hide the picture",
    );
    // Alpha in the middle of the layer and at its left edge, which the crop of the model leaves out.
    const context = "document.querySelector('#cards canvas').getContext('2d')";
    const size = `${context}.canvas`;
    const alpha = (x: number): Promise<number> =>
      page.evaluate(
        `${context}.getImageData(${size}.width * ${x}, ${size}.height / 2, 1, 1).data[3]`,
      );
    const [middle, edge] = [await alpha(0.5), await alpha(0.01)];
    assert.ok(middle < edge, `${middle} in the middle, ${edge} at the edge`);
    await shoot(page, "why");
    await why.click();
    await layer.waitFor({ state: "hidden" });
    // Another choice asks anew, and an older layer is gone.
    await why.click();
    await layer.waitFor();
    await page.getByText("Options").click();
    await page.getByLabel("Labels of").selectOption("things");
    await best(page).getByText("73.1 %").waitFor();
    await layer.waitFor({ state: "hidden" });
    await why.click();
    await page.getByRole("img", { name: "The bright parts spoke for thing" }).waitFor();
  });

  test("follows the options, and so does the code", async (t) => {
    const page = await open(t, address);
    await page.setInputFiles("#file", cat);
    await best(page).waitFor();
    await page.getByText("Options").click();
    await page.getByLabel("Lowest score").fill("0.35");
    await page.getByLabel("Lowest score").press("Enter");
    await page.locator(".labels li").nth(1).waitFor({ state: "detached" });
    await page.getByLabel("Labels of").selectOption("things");
    await best(page).getByText("73.1 %").waitFor();
    await tab(page, "Code").click();
    assert.match(await code(page), /'http:\S+\/api\/classify\?threshold=0\.35&head=things'/);
    await shoot(page, "options");
  });

  test("has code that gets the sample first", async (t) => {
    const page = await open(t, address);
    await page.getByRole("button", { name: "A cat" }).click();
    await best(page).waitFor();
    await page.getByRole("img", { name: "sample-cat.jpg" }).waitFor();
    const printed = await runCode(t, page, {});
    const json: unknown = JSON.parse((await page.locator("#json").textContent()) ?? "");
    assert.deepEqual(JSON.parse(printed[0] ?? ""), json);
    await page.setViewportSize(phone.viewport);
    await language(page, "curl").check();
    const [width, room] = await Promise.all(
      ["scrollWidth", "clientWidth"].map((size) => page.evaluate(`code.${size}`)),
    );
    assert.equal(width, room, "the code must not be wider than its place");
    await page.locator("#place").scrollIntoViewIfNeeded();
    await shoot(page, "code-phone");
    // The lines that the page wraps stay one line when they are copied.
    assert.equal(await code(page), await page.locator("#code").textContent());
  });

  test("comes in the background too", async (t) => {
    const page = await open(t, address);
    await page.getByText("Options").click();
    await page.getByLabel("Classify in the background").check();
    await page.setInputFiles("#file", fixture("photos/coffee.jpg"));
    await page.getByText("In the queue").waitFor();
    await best(page).getByText("espresso").waitFor();
    const [curl = "", ...others] = await runCode(t, page, {
      "coffee.jpg": fixture("photos/coffee.jpg"),
    });
    assert.match(curl, /^location: http/im);
    for (const printed of others) assert.match(printed, /espresso/);
  });

  test("says what is wrong, with its code", async (t) => {
    const page = await open(t, address, { refusals: 400 });
    await page.getByLabel("Or the address of a picture").fill("http://127.0.0.1/cat.jpg");
    await page.getByRole("button", { name: "Fetch" }).click();
    await page.locator(".bad").getByTitle("UrlNotAllowed").waitFor();
    assert.doesNotMatch(await page.locator(".bad").innerText(), /UrlNotAllowed/);
    assert.match(await page.getByRole("status").innerText(), /not allowed/);
    await shoot(page, "error");
  });

  test("is replaced by what is wrong with the next address", async (t) => {
    const page = await open(t, address, { refusals: 400 });
    const field = page.getByLabel("Or the address of a picture");
    for (const wrong of ["cat.jpg", "example.com/cat.jpg", "http://", "ftp://example.com/a.jpg"]) {
      await page.getByRole("button", { name: "A cat" }).click();
      await best(page).getByText("cat").waitFor();
      await field.fill(wrong);
      await field.press("Enter");
      await page.locator(".bad").getByTitle("InvalidRequest").waitFor();
      assert.equal(await page.locator("#cards > li").count(), 1, wrong);
      assert.equal(await best(page).count(), 0, wrong);
      assert.match((await page.locator("#json").textContent()) ?? "", /InvalidRequest/);
    }
    await shoot(page, "wrong-address");
  });

  test("keeps to the bounds of the options", async (t) => {
    const page = await open(t, address);
    await page.getByText("Options").click();
    const topK = page.getByLabel("Number of labels");
    const threshold = page.getByLabel("Lowest score");
    for (const [typed, held] of [
      ["0", "1"],
      ["", "5"],
      ["2.5", "2"],
      ["101", "100"],
    ] as const) {
      await topK.fill(typed);
      await page.getByRole("button", { name: "A cat" }).click();
      await page
        .locator(".labels li")
        .nth(Number(held) - 1)
        .waitFor();
      assert.equal(await page.locator(".labels li").count(), Number(held));
      assert.equal(await topK.inputValue(), held);
    }
    await threshold.fill("-1");
    await threshold.press("Enter");
    assert.equal(await threshold.inputValue(), "0");
  });

  test("is within reach of the keyboard alone", async (t) => {
    const page = await open(t, address);
    const focused = (): Promise<string> =>
      page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()");
    const press = async (key: string, times = 1): Promise<string> => {
      for (let time = 0; time < times; time++) await page.keyboard.press(key);
      return focused();
    };
    assert.equal(await press("Tab"), "classify-tab");
    assert.equal(await press("ArrowRight"), "teach-tab");
    assert.equal(await press("ArrowLeft"), "classify-tab");
    assert.equal(await press("Tab"), "file");
    await press("Tab");
    await page.keyboard.press("Enter");
    await best(page).getByText("cat").waitFor();
    const order: string[] = [];
    for (let step = 0; step < 9; step++) order.push(await press("Tab"));
    const [options, keySection, ...rest] = order.slice(6);
    assert.deepEqual(order.slice(3, 6), ["url", "Fetch", "Use the camera"]);
    assert.deepEqual([options, keySection, ...rest], ["Options", "Key", "labels-tab"]);
    assert.equal(await press("ArrowRight", 2), "code-tab");
    assert.equal(await press("Home"), "labels-tab");
    assert.equal(await press("ArrowLeft"), "code-tab");
    assert.ok(await page.locator("#code-panel").isVisible());
    assert.equal(await page.locator("#answer [role=tabpanel]:visible").count(), 1);
    await press("Tab");
    await press("ArrowRight");
    assert.match(await code(page), /^import requests/m);
  });
});

suite("the page of a service with keys", { skip: noBrowser }, () => {
  const open = useBrowser();
  let host: TestHost;
  before(async () => {
    const settings = { AzureWebJobsStorage: app.storage.connectionString, FUNCTIONS_KEY: key };
    host = await startTestHost(settings, "--root", root, "--auth");
  });
  after(() => host?.stop());

  test("says on a phone that a key is refused, and shows the answer once it is right", async (t) => {
    const page = await open(t, `${host.url}/api/demo`, { ...phone, refusals: 401 });
    await page.getByRole("button", { name: "A cat" }).click();
    await page.getByLabel("The service asks for its function key").waitFor();
    await page.keyboard.type("another key");
    await page.keyboard.press("Enter");
    await page.getByLabel("The service refused this function key").waitFor();
    await page.locator(".bad").getByText("refused this function key").waitFor();
    await waitUntilInView(page, "#key-label");
    await waitUntilInView(page, "#key");
    await shoot(page, "key-refused");
    // What was refused is selected, so that typing replaces it.
    await page.keyboard.type(key);
    await page.keyboard.press("Enter");
    await best(page).waitFor();
    await waitUntilInView(page, "#cards > li");
    assert.equal(await page.locator("#key").isVisible(), false);
    assert.doesNotMatch(await page.locator("body").innerText(), /function key\./);
    await page.getByText("Key", { exact: true }).click();
    assert.ok(await page.getByLabel("Only where the service asks for one").isVisible());
  });

  test("asks for the key when it is wanted, and keeps it to itself", async (t) => {
    const page = await open(t, `${host.url}/api/demo`, { refusals: 401 });
    await page.setInputFiles("#file", cat);
    await page.locator(".bad").getByText("asks for its function key").waitFor();
    assert.equal(await page.evaluate("document.activeElement.id"), "key");
    assert.ok(await page.getByLabel("The service asks for its function key").isVisible());
    await shoot(page, "key");
    await page.keyboard.type(key);
    await page.keyboard.press("Enter");
    await best(page).getByText("tiger cat").waitFor();
    assert.equal(await page.locator("#key-section").getAttribute("open"), null);
    const [curl = "", ...others] = await runCode(t, page, { [basename(cat)]: cat });
    for (const printed of [curl, ...others]) assert.match(printed, /tiger cat/);
    assert.doesNotMatch(await page.content(), new RegExp(key));
  });
});

/** Files for the page under names of their own. */
async function filesOf(pictures: Record<string, string>) {
  const files = Object.entries(pictures).map(async ([name, source]) => ({
    name,
    mimeType: "image/jpeg",
    buffer: await readFile(source),
  }));
  return Promise.all(files);
}
