import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, suite, test } from "node:test";
import type { Page } from "playwright-core";
import { fetchPicture } from "../../src/outbound/fetchPicture.js";
import { toPictureAnswer } from "../../src/requests/relayPicture.js";
import { toSettings } from "../../src/settings.js";
import { fixture } from "../paths.js";
import { noBrowser, phone, shoot, useBrowser, waitUntilInView } from "./browser.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
const address = `${app.host.url}/api/demo`;
after(() => app.stop());

const best = (page: Page) => page.locator(".labels li").first();
const photos = (...names: string[]): string[] => names.map((name) => fixture(`photos/${name}`));

test("the page's files come with strict headers, and no others come", async () => {
  const answer = await fetch(address);
  const policy = answer.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  const etag = answer.headers.get("etag") ?? "";
  const again = await fetch(address, { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
  for (const name of ["x.js", "..%2F..%2Fpackage.json", "constructor", "demo.ts"]) {
    assert.equal((await fetch(`${address}/${name}`)).status, 404, name);
  }
});

test("the page has one address, to which the others lead", async () => {
  for (const other of ["/", "/demo.html"]) {
    const answer = await fetch(address + other);
    assert.deepEqual([answer.url, answer.status], [address, 200], other);
  }
});

test("a picture is relayed from the web alone, and only a picture", async () => {
  const relay = async (body: unknown): Promise<unknown> => {
    const headers = { "content-type": "application/json" };
    const request = { method: "POST", headers, body: JSON.stringify(body) };
    return Object(await (await fetch(`${address}/picture`, request)).json()).code;
  };
  assert.equal(await relay({ url: "http://127.0.0.1/cat.jpg" }), "UrlNotAllowed");
  assert.equal(await relay({ url: "data:image/png;base64,AAAA" }), "InvalidRequest");
  assert.throws(() => toPictureAnswer(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")), {
    code: "UnsupportedImageFormat",
  });
});

suite("the page in a browser takes pictures", { skip: noBrowser }, () => {
  const open = useBrowser();

  test("from a file", async (t) => {
    const page = await open(t, address);
    await page.getByText("efficientnet-lite0, 1,000 labels").waitFor();
    await shoot(page, "empty");
    await page.setInputFiles("#file", photos("cat.jpg"));
    await best(page).getByText("tiger cat").waitFor();
    assert.equal(await page.locator(".labels li").count(), 5);
    assert.match(await best(page).locator(".score").innerText(), /^38\.8 %$/);
    assert.equal(await page.getByRole("status").innerText(), "tiger cat, 38.8 %");
    assert.match(await page.locator(".said").innerText(), /^[\d,]+ ms$/);
    const box = await page.getByRole("img", { name: "cat.jpg" }).boundingBox();
    assert.ok(box && box.width > 100);
    await waitUntilInView(page, "#cards > li");
    await shoot(page, "answer");
  });

  test("from several files, each with its answer, though one is no picture", async (t) => {
    const page = await open(t, address, { refusals: 415 });
    const notes = { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") };
    const [cat, daisy] = ["cat.jpg", "daisy.jpg"].map((name) => ({
      name,
      mimeType: "image/jpeg",
      buffer: readFileSync(fixture(`photos/${name}`)),
    }));
    assert.ok(cat && daisy);
    await page.setInputFiles("#file", [cat, notes, daisy]);
    const cards = page.locator("#cards > li");
    assert.equal(await cards.count(), 3);
    await cards.nth(0).getByText("tiger cat").waitFor();
    await cards.nth(1).getByTitle("UnsupportedImageFormat").waitFor();
    await cards.nth(2).getByText("95.3 %").waitFor();
    assert.equal(await page.getByRole("img", { name: "notes.jpg" }).isVisible(), false);
    assert.ok(await cards.nth(1).getByText("This browser cannot show").isVisible());
    assert.match(await page.getByRole("status").innerText(), /^3 of 3: \w+\.jpg: ./);
    await shoot(page, "several");
  });

  test("from several files, with their whole names on a phone", async (t) => {
    const page = await open(t, address, phone);
    const name = `102501987_${"holiday-by-the-sea_".repeat(3)}original.jpg`;
    const buffer = readFileSync(fixture("photos/daisy.jpg"));
    const file = { name, mimeType: "image/jpeg", buffer };
    await page.setInputFiles("#file", [file, file]);
    await page.locator(".labels").nth(1).getByText("95.3 %").waitFor();
    const [width, room] = await Promise.all(
      ["scrollWidth", "clientWidth"].map((size) =>
        page.evaluate(`document.querySelector(".name").${size}`),
      ),
    );
    assert.equal(width, room);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    await shoot(page, "long-names");
  });

  test("from the clipboard, and dropped", async (t) => {
    const page = await open(t, address);
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

  test("from its samples", async (t) => {
    const page = await open(t, address);
    for (const [name, label] of [
      ["A cup of coffee", "espresso"],
      ["A rocket", "missile"],
    ] as const) {
      await page.getByRole("button", { name }).click();
      await best(page).getByText(label).waitFor();
    }
  });

  test("from the camera", async (t) => {
    const page = await open(t, address, { permissions: ["camera"] });
    await page.getByRole("button", { name: "Use the camera" }).click();
    await page.getByRole("button", { name: "Take the picture" }).click();
    await best(page).waitFor();
    await page.getByRole("button", { name: "Use the camera" }).waitFor();
  });

  test("from the web, and shows them", async (t) => {
    const page = await open(t, address);
    const web = createServer((_, response) =>
      response.end(readFileSync(fixture("photos/daisy.jpg"))),
    );
    await once(web.listen(0, "127.0.0.1"), "listening");
    t.after(() => web.close());
    const port = Object(web.address()).port;
    const { url: settings } = toSettings({ URL_PORTS: String(port) });
    // The app reaches no server of this machine; here its own code does, with another network.
    const network = {
      resolve: (_: string, done: (error: null, found: { address: string; family: 4 }[]) => void) =>
        done(null, [{ address: "127.0.0.1", family: 4 }]),
      isAllowedAddress: () => true,
    };
    await page.route("**/api/demo/picture", async (route) => {
      const { url } = route.request().postDataJSON();
      const { body, headers } = toPictureAnswer(await fetchPicture(url, settings, {}, network));
      await route.fulfill({ body: Buffer.from(Object(body)), headers: Object(headers) });
    });
    await page.getByLabel("Or the address of a picture").fill(`http://web.test:${port}/d.jpg`);
    await page.getByRole("button", { name: "Fetch" }).click();
    await best(page).getByText("daisy").waitFor();
    assert.ok(await page.getByRole("img", { name: "d.jpg" }).isVisible());
  });

  test("that the browser cannot draw", async (t) => {
    const page = await open(t, address);
    await page.setInputFiles("#file", fixture("pictures/rgb.tiff"));
    await best(page).waitFor();
    await page.getByText("This browser cannot show the picture.").waitFor();
    assert.equal(await page.getByRole("img", { name: "rgb.tiff" }).isVisible(), false);
  });
});

suite("the page on a phone", { skip: noBrowser }, () => {
  const open = useBrowser();

  for (const colorScheme of ["light", "dark"] as const) {
    test(`scrolls to the answer, ${colorScheme}`, async (t) => {
      const page = await open(t, `${address}/`, { ...phone, colorScheme });
      await page.setInputFiles("#file", photos("daisy.jpg"));
      await best(page).getByText("daisy").waitFor();
      await waitUntilInView(page, "#cards > li");
      assert.ok(Number(await page.evaluate("document.documentElement.scrollWidth")) <= 390);
      await shoot(page, `phone-${colorScheme}`);
      // From there the next choice is a step up, and its answer is in view again.
      await page.getByRole("button", { name: "A cat" }).click();
      await best(page).getByText("cat").waitFor();
      await waitUntilInView(page, "#cards > li");
    });
  }
});
