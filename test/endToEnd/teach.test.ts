import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, suite, test } from "node:test";
import type { Page } from "playwright-core";
import { startTestHost } from "../localHost/testHost.js";
import { fixture, root } from "../paths.js";
import { noBrowser, shoot, useBrowser } from "./browser.js";
import { startTestApp } from "./testApp.js";

const keys = { FUNCTIONS_KEY: "the key of functions", FUNCTIONS_MASTER_KEY: "the master key" };
const app = await startTestApp(keys, (env) => startTestHost(env, "--root", root, "--auth"));
after(() => app.stop());

const small = {
  viewport: { width: 360, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
const flowers = ["daisy", "roses", "tulips"] as const;

/** Photos of a flower; the last one is kept to try. */
const photosOf = (flower: string): string[] =>
  readdirSync(fixture(`flowers/${flower}`)).map((file) => fixture(join("flowers", flower, file)));
const unseen = photosOf("daisy").at(-1) ?? "";

const label = (page: Page, number: number) => page.locator(".label").nth(number);
const train = (page: Page) => page.getByRole("button", { name: "Train", exact: true });
const said = (page: Page, text: string | RegExp) => page.locator("#training-said").getByText(text);

/** Whether nothing is wider than the screen. */
async function fits(page: Page): Promise<void> {
  const [width, room] = await Promise.all(
    ["document.documentElement.scrollWidth", "innerWidth"].map((size) => page.evaluate(size)),
  );
  assert.equal(width, room);
}

/** Shows the page pictures of the flowers. */
async function show(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add a label" }).click();
  for (const [number, flower] of flowers.entries()) {
    await label(page, number).getByLabel("Label", { exact: true }).fill(flower);
    await label(page, number)
      .locator("input[type=file]")
      .setInputFiles(photosOf(flower).slice(0, -1));
  }
}

suite("the page teaches", { skip: noBrowser }, () => {
  const open = useBrowser();
  const address = `${app.host.url}/api/demo`;

  test("flowers, shows how good it is, tries and publishes it", async (t) => {
    const page = await open(t, address, { refusals: 401, colorScheme: "dark" });
    await page.getByRole("tab", { name: "Teach" }).click();
    await shoot(page, "teach-empty");
    await show(page);
    await label(page, 1).getByText("6 pictures").waitFor();
    await page.getByLabel("A name for all of it").fill("My Flowers!");
    await train(page).click();
    await page.getByLabel("The service asks for its master key.").waitFor();
    await page.keyboard.type(keys.FUNCTIONS_MASTER_KEY);
    await page.keyboard.press("Enter");
    await page.waitForURL(/#teach\/[\da-f-]{36}$/);
    await shoot(page, "teach-running");

    // Their own names, because their order decides the folds, as on the command line.
    const names: string[] = [];
    const container = app.storage.blobs.getContainerClient("training");
    for await (const { name } of container.listBlobsFlat()) {
      names.push(name.replace(/^teach\/my-flowers\/\w+\//, ""));
    }
    assert.deepEqual(
      names,
      flowers.flatMap((flower) =>
        photosOf(flower)
          .slice(0, -1)
          .map((path) => `${flower}/${basename(path)}`),
      ),
    );

    // A reload goes on with the training; the key is not kept.
    await page.reload();
    await page.getByLabel("The service asks for its master key.").waitFor();
    await page.keyboard.type(keys.FUNCTIONS_MASTER_KEY);
    await page.keyboard.press("Enter");
    await said(page, "Done: version 1 of my-flowers.").waitFor();
    const share = Number.parseFloat(await page.locator("#accuracy").innerText());
    assert.ok(share > 60, String(share));
    const right = await page.locator("#matrix .right").allInnerTexts();
    const sum = right.reduce((all, count) => all + Number(count), 0);
    assert.match(await page.locator("#accuracy-words").innerText(), new RegExp(`${sum} of 18 `));
    assert.equal(await page.locator("#mistakes img").count(), 18 - sum);
    const mistake = page.locator("#mistakes li").first();
    await mistake.getByTitle("Why?").click();
    await mistake.getByAltText(/^The bright parts spoke for /).waitFor();
    assert.equal(Math.round(10 * share), Math.round((1000 * sum) / 18));
    await shoot(page, "teach-result");

    await page.setInputFiles("#try-file", unseen);
    await page.locator("#try .labels li").first().getByText("daisy").waitFor();
    await page.locator("#try").getByRole("button", { name: "Why?" }).click();
    await page.getByRole("img", { name: "The bright parts spoke for daisy" }).waitFor();
    const code = page.locator("#teach-code");
    assert.match(await code.innerText(), /head=my-flowers%401/);
    const asked = (head: string): Promise<Response> =>
      fetch(`${app.host.url}/api/classify?head=${head}`, {
        method: "POST",
        body: readFileSync(unseen),
        headers: { "x-functions-key": keys.FUNCTIONS_KEY },
      });
    assert.equal((await asked("my-flowers")).status, 404);
    await page.getByRole("button", { name: "Publish version 1" }).click();
    await page.getByText("Published: head=my-flowers answers").waitFor();
    assert.match(await code.innerText(), /head=my-flowers' \\\n/);
    const answer = await asked("my-flowers");
    assert.equal(Object(await answer.json())[0].label, "daisy");
    assert.equal(answer.headers.get("x-classifier-head"), "my-flowers@1");
    await shoot(page, "teach-published");
    await page.setViewportSize(small.viewport);
    await fits(page);
  });

  test("on a small phone, by the keyboard, and says what is missing", async (t) => {
    const page = await open(t, `${address}#teach`, small);
    await show(page);
    await fits(page);
    const tulips = label(page, 2);
    const takeOut = tulips.getByRole("button", { name: /^Take out/ });
    await takeOut.first().press("Enter");
    await tulips.getByText("5 pictures").waitFor();
    assert.match(String(await page.evaluate("document.activeElement.title")), /^Take out/);
    await page.keyboard.press("Enter");
    await page.getByLabel("A name for all of it").fill("phone");
    await page.keyboard.press("Enter");
    await said(page, "tulips needs at least 5 pictures; 20 are better.").waitFor();
    assert.equal(await page.evaluate("document.activeElement.value"), "tulips");
    await page.keyboard.type("/");
    await train(page).click();
    await said(page, "must not have /").waitFor();
    await tulips.getByRole("button", { name: "Remove the label" }).click();
    await shoot(page, "teach-phone");

    await page.getByText("Key", { exact: true }).click();
    await page.keyboard.press("Tab");
    await page.keyboard.type(keys.FUNCTIONS_MASTER_KEY);
    await train(page).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await said(page, "Canceled.").waitFor();
    assert.ok(await train(page).isEnabled());
    assert.equal(await page.locator("#result").isVisible(), false);
  });
});
