import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, type TestContext } from "node:test";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { eventually } from "../deadline.js";

/** The browser that is installed here, if any. */
export const executablePath = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

export const browserFlags = [
  ...["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

/** Where screenshots go, for people to look at. */
const screenshots = process.env["SCREENSHOTS"];

/** Why the tests in a browser cannot run here, if so. */
export const noBrowser =
  executablePath === undefined && "no Chromium is installed here (CHROMIUM_PATH)";

export const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** Opens a page in a tab of its own. */
export type Open = (
  t: TestContext,
  address: string,
  options?: BrowserContextOptions & {
    /** Status of the answers that the test asks for, each of which is a line in the console. */
    readonly refusals?: number;
  },
) => Promise<Page>;

/** A browser for the tests of a suite. A page may neither complain in its console nor ask elsewhere. */
export function useBrowser(): Open {
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
  return async (t, address, { refusals, ...options } = {}) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    // What comes from a queue is slow where the machine is busy.
    page.setDefaultTimeout(90_000);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      const isOwn = protocol === "data:" || origin === new URL(address).origin;
      if (!isOwn) complaints.push(`asks for ${request.url()}`);
    });
    page.on("console", (message) => {
      const expected = `the server responded with a status of ${refusals}`;
      if (message.type() === "error" && !message.text().includes(expected)) {
        complaints.push(`${message.text()} ${message.location().url}`);
      }
    });
    t.after(async () => {
      await context.close();
      assert.deepEqual(complaints, []);
    });
    await page.goto(address);
    return page;
  };
}

/** Keeps what a page looks like, if somebody asks for it. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png` });
}

/** Waits until the whole of an element is to be seen without scrolling. */
export async function waitUntilInView(page: Page, selector: string): Promise<void> {
  await eventually(async () => {
    const box = await page.locator(selector).boundingBox();
    const height = page.viewportSize()?.height ?? 0;
    return box && box.y >= 0 && box.y + box.height <= height ? box : undefined;
  });
}
