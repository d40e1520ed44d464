import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { connectByString } from "../../src/storage/connection.js";
import { startTestApp } from "../endToEnd/testApp.js";
import { seedRows } from "../storage/seedRows.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { runCli, startCli, type Run } from "./runCli.js";

const app = await startTestApp();
after(() => app.stop());
const { connectionString } = app.storage;
const variables = { AzureWebJobsStorage: connectionString };

const results = (...args: string[]): Promise<Run> => runCli("results", args, variables);
const linesSchema = z.array(z.object({ blob: z.string() }));
const blobsOf = (csv: string): string[] =>
  linesSchema.parse(parse(csv, { columns: true })).map(({ blob }) => blob);

describe("what a thousand uploads gave", () => {
  const names = Array.from({ length: 1000 }, (_, i) => `2026/ä ${i}.jpg`);
  before(() =>
    seedRows(connectByString(connectionString), "uploads", [
      ...names.map((name) => ({ name, score: 0.5 })),
      { name: "2026/odd,one.jpg", label: "bird's nest", score: 0.9, completedAt: new Date() },
      { name: "2025/old.jpg", status: "failed", completedAt: new Date("2026-01-01T00:00:00Z") },
    ]),
  );

  test("is one command, by storage or by the function's address", async () => {
    const byStorage = await results("uploads/2026/");
    assert.deepEqual([byStorage.code, byStorage.error], [0, ""]);
    assert.deepEqual(new Set(blobsOf(byStorage.out)), new Set([...names, "2026/odd,one.jpg"]));
    const byUrl = await results("uploads/2026/", "--url", `${app.host.url}/`, "--key", "k");
    assert.deepEqual(byUrl, byStorage);
  });

  test("may be filtered, and written to a file", async (t) => {
    const cases: [args: string[], blob: string][] = [
      [["--label", "bird's nest", "--min-score", "0.9", "--top-k", "1"], "2026/odd,one.jpg"],
      [["--status", "failed", "--newest"], "2025/old.jpg"],
      [["--since", "2025-12-31", "--status", "failed"], "2025/old.jpg"],
    ];
    const file = join(await temporaryFolder(t), "results.csv");
    for (const [args, blob] of cases) {
      for (const by of [[], ["--url", app.host.url]]) {
        const { code, out, error } = await results("uploads", ...args, ...by, "--out", file);
        assert.deepEqual([code, out, error], [0, "", ""]);
        assert.deepEqual(blobsOf(await readFile(file, "utf8")), [blob]);
      }
    }
  });

  test("says so where nothing is", async () => {
    for (const by of [[], ["--url", app.host.url]]) {
      const { code, out, error } = await results("uploads/none/", ...by);
      assert.deepEqual([code, error], [1, "There is no such row in uploads/none/\n"]);
      assert.match(out, /^blob,status,[^\r]*\r\n$/);
    }
  });

  test("ends quietly when its reader has enough", async () => {
    const child = startCli("results", ["uploads"], variables, process.cwd());
    const exit = once(child, "exit");
    child.stdout.destroy();
    let error = "";
    child.stderr.on("data", (text: Buffer) => (error += text.toString()));
    assert.deepEqual([(await exit)[0], error], [0, ""]);
  });
});

test("an answer that breaks off is not taken for a whole one", async (t) => {
  const server = createServer((_, response) => {
    response.write("blob,status\r\n", () => response.destroy());
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const url = `http://127.0.0.1:${address.port}`;
  const { code, error } = await results("uploads", "--url", url);
  assert.deepEqual([code, error], [1, `${url} broke off; the results are not complete.\n`]);
});
