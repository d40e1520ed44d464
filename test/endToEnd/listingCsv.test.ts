import assert from "node:assert/strict";
import { get, type IncomingMessage } from "node:http";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { parse } from "csv-parse/sync";
import { connectByString } from "../../src/storage/connection.js";
import { eventually, within } from "../deadline.js";
import { startTestHost, startTestStorage } from "../localHost/testHost.js";
import { root } from "../paths.js";
import { seedRows } from "../storage/seedRows.js";
import { startTableProxy } from "./tableProxy.js";

const storage = await startTestStorage();
const proxy = await startTableProxy(storage.connectionString);
const settings = { AzureWebJobsStorage: proxy.connectionString };
const host = await startTestHost(settings, "--root", root);
after(async () => {
  assert.equal(await host.stop(), 0);
  proxy.close();
  await storage.stop();
});
const account = connectByString(storage.connectionString);

const addressOf = (container: string, query: Record<string, string> = {}): string =>
  `${host.url}/api/classifications/${container}?${new URLSearchParams(query).toString()}`;

async function csv(address: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(address, { headers });
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8");
  return answer.text();
}

test("each row is a line, by format or by Accept", async () => {
  await account.blobs.getContainerClient("kinds").create();
  const at = new Date("2026-01-02T03:04:05.006Z");
  await seedRows(account, "kinds", [
    { name: "=1+1.jpg", label: 'a "quoted", label', score: 1, queuedAt: at, completedAt: at },
    { name: "a,b\\c.jpg", status: "queued", queuedAt: at },
    { name: "猫/😀.jpg", status: "failed", queuedAt: at, completedAt: at },
  ]);
  const time = "2026-01-02T03:04:05.006Z";
  const expected = [
    "blob,status,label,score,label_2,score_2,error,model,version,head,head_version,queued_at,completed_at",
    `'=1+1.jpg,succeeded,"a ""quoted"", label",1,tiger cat,0.1,,m,1,,,${time},${time}`,
    `猫/😀.jpg,failed,,,,,InvalidImage,,,,,${time},${time}`,
    `"a,b\\c.jpg",queued,,,,,,,,,,${time},`,
  ];
  const byFormat = await csv(addressOf("kinds", { format: "csv", top_k: "2" }));
  assert.deepEqual(byFormat.split("\r\n").toSorted(), [...expected, ""].toSorted());
  const byAccept = await csv(addressOf("kinds", { top_k: "2" }), { accept: "text/csv" });
  assert.equal(byAccept, byFormat);
  // A label that a spreadsheet would run, and as many labels as usual.
  assert.match(await csv(addressOf("kinds", { format: "csv" })), /,'=cat,0\.025,,m,1,/);
  const newest = await csv(
    addressOf("kinds", { format: "csv", order: "newest", status: "failed" }),
  );
  assert.equal(newest.split("\r\n").length, 3);
});

test("what is no CSV is refused before the first line", async () => {
  const ask = (query: Record<string, string>, accept: string, container = "kinds") =>
    fetch(addressOf(container, query), { headers: { accept } });
  const cases: [answer: Response, status: number, code: string][] = [
    [await ask({ limit: "5" }, "text/csv"), 400, "InvalidParameter"],
    [await ask({ continuation: "x", format: "csv" }, "*/*"), 400, "InvalidParameter"],
    [await ask({}, "application/xml"), 406, "NotAcceptable"],
    [await ask({}, "text/csv", "nope"), 404, "ContainerNotFound"],
    [await ask({}, "text/csv", "requests"), 400, "InvalidParameter"],
  ];
  for (const [answer, status, code] of cases) {
    assert.deepEqual([answer.status, Object(await answer.json()).code], [status, code]);
  }
  // The query goes before the header.
  assert.equal((await ask({ format: "json" }, "text/csv")).status, 200);
  const empty = await ask({ prefix: "none" }, "text/csv");
  assert.match(await empty.text(), /^blob,[^\r]*\r\n$/);
});

describe("a container of 20,000 rows", () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `${i}/${"long ".repeat(40)}.jpg`);
  before(async () => {
    await account.blobs.getContainerClient("many").create();
    await seedRows(
      account,
      "many",
      names.map((name) => ({ name })),
    );
  });
  const address = (): string => addressOf("many", { format: "csv" });

  /** The answer as soon as its header is there; nobody reads it yet. */
  const open = (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => void get(address(), resolve).once("error", reject));

  /** The number of requests, when no more of them come. */
  const whenQuiet = (): Promise<number> =>
    eventually(async () => {
      const seen = proxy.requests();
      await delay(2000);
      return proxy.requests() === seen ? seen : undefined;
    });

  let wholeCost = 0;
  test("has a line for each", async () => {
    const before = proxy.requests();
    const lines: Record<string, string>[] = parse(await csv(address()), { columns: true });
    wholeCost = proxy.requests() - before;
    assert.deepEqual(new Set(lines.map(({ blob }) => blob)), new Set(names));
    assert.equal(lines.length, names.length);
  });

  test("is not sorted by time", async () => {
    const answer = await fetch(addressOf("many", { format: "csv", order: "newest" }));
    assert.equal(answer.status, 400);
    assert.match(Object(await answer.json()).detail, /^order: newest is for at most 10000 rows/);
  });

  test("is read no further when the caller leaves", async () => {
    const before = proxy.requests();
    (await within(20, "The header", open())).destroy();
    const cost = (await whenQuiet()) - before;
    assert.ok(cost < wholeCost / 2, `${cost} of ${wholeCost} requests`);
  });

  test("ends with an error, not as if it were whole, when storage goes away", async () => {
    const answer = await within(20, "The header", open());
    proxy.breakDown();
    await assert.rejects(within(60, "The rest", text(answer)), /aborted|reset/);
  });
});
