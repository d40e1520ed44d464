import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, suite, test, type TestContext } from "node:test";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { fixture } from "../paths.js";
import { browserFlags, executablePath } from "./browser.js";
import { startTestApp } from "./testApp.js";

/** Where screenshots go, for people to look at. */
const screenshots = process.env["SCREENSHOTS"];

const app = await startTestApp();
const { host } = app;
after(() => app.stop());

test("the page's files come with strict headers, and no others come", async () => {
  const answer = await fetch(`${host.url}/api/demo`);
  const policy = answer.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  const etag = answer.headers.get("etag") ?? "";
  const again = await fetch(`${host.url}/api/demo`, { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
  for (const name of ["x.js", "..%2F..%2Fpackage.json", "constructor", "demo.ts"]) {
    assert.equal((await fetch(`${host.url}/api/demo/${name}`)).status, 404, name);
  }
});

const skip = executablePath === undefined && "no Chromium is installed here (CHROMIUM_PATH)";

suite("the page in a browser", { skip }, () => {
  let browser: Browser;

  before(async () => {
    browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: [
        ...browserFlags,
        ...["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
      ],
    });
  });

  after(() => browser?.close());

  /** The page in a tab of its own, in which nothing may be complained of. */
  async function open(t: TestContext, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // A failed request is a line in the console, too, and the test's own business.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        complaints.push(message.text());
      }
    });
    t.after(async () => {
      await context.close();
      assert.deepEqual(complaints, []);
    });
    await page.goto(`${host.url}/api/demo`);
    await page.getByText("efficientnet-lite0, 1,000 labels").waitFor();
    return page;
  }

  const shoot = async (page: Page, name: string): Promise<void> => {
    if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  };

  const best = (page: Page) => page.locator("#labels li").first();

  test("a chosen picture is shown with its labels", async (t) => {
    const page = await open(t);
    await shoot(page, "empty");
    await page.setInputFiles("#file", fixture("photos/cat.jpg"));
    await best(page).getByText("tiger cat").waitFor();
    assert.equal(await page.locator("#labels li").count(), 5);
    assert.match(await best(page).locator(".score").innerText(), /^38\.8 %$/);
    assert.match(await page.locator("#status").innerText(), /^Answered in [\d,]+ ms\.$/);
    assert.equal(await page.locator("#picture").getAttribute("alt"), "cat.jpg");
    const width = await page.locator("#picture").evaluate((image) => image.clientWidth);
    assert.ok(width > 100);
    await shoot(page, "answer");
  });

  test("a pasted and a dropped picture are taken", async (t) => {
    const page = await open(t);
    for (const [type, photo, label] of [
      ["paste", "coffee.jpg", "espresso"],
      ["drop", "daisy.jpg", "daisy"],
    ] as const) {
      const base64 = readFileSync(fixture(`photos/${photo}`)).toString("base64");
      await page.evaluate(`{
        const bytes = Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], "${photo}", { type: "image/jpeg" }));
        const options = { bubbles: true, cancelable: true };
        document.body.dispatchEvent("${type}" === "paste"
          ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
          : new DragEvent("drop", { ...options, dataTransfer: transfer }));
      }`);
      await best(page).getByText(label, { exact: true }).waitFor();
    }
  });

  test("the camera's picture is classified", async (t) => {
    const page = await open(t, { permissions: ["camera"] });
    await page.getByRole("button", { name: "Use the camera" }).click();
    await page.getByRole("button", { name: "Take the picture" }).click();
    await best(page).waitFor();
    await page.getByRole("button", { name: "Use the camera" }).waitFor();
  });

  test("an upload's row is watched until it is there", async (t) => {
    const page = await open(t);
    await page.getByLabel("Upload, and watch its row arrive").check();
    await page.setInputFiles("#file", fixture("photos/coffee.jpg"));
    await page.getByText("waiting").waitFor();
    await best(page).getByText("espresso").waitFor();
  });

  test("what is wrong is said with its code", async (t) => {
    const page = await open(t);
    const [name, mimeType] = ["notes.jpg", "image/jpeg"];
    await page.setInputFiles("#file", { name, mimeType, buffer: Buffer.from("not a picture") });
    await page.locator("#status.bad").getByText("UnsupportedImageFormat").waitFor();
    await page.getByLabel("Or the address of a picture").fill("http://127.0.0.1/cat.jpg");
    await page.getByRole("button", { name: "Fetch" }).click();
    await page.locator("#status.bad").getByText("UrlNotAllowed").waitFor();
    await shoot(page, "error");
  });

  test("the keyboard alone is enough", async (t) => {
    const page = await open(t);
    const focused = (): Promise<string> =>
      page.evaluate("document.activeElement.id || document.activeElement.textContent");
    const order: string[] = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press("Tab");
      order.push(await focused());
    }
    assert.deepEqual(order.slice(0, 4), ["file", "url", "Fetch", "camera-open"]);
    assert.equal(order[5], "Function key");
  });

  test("the page fits a phone, and the dark", async (t) => {
    const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
    const page = await open(t, { ...phone, colorScheme: "dark" });
    await page.setInputFiles("#file", fixture("photos/daisy.jpg"));
    await best(page).getByText("daisy").waitFor();
    assert.ok(Number(await page.evaluate("document.documentElement.scrollWidth")) <= 390);
    await shoot(page, "phone-dark");
  });
});
