import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { after, test } from "node:test";
import { connectByString } from "../../src/storage/connection.js";
import { batchInputsContainer } from "../../src/storage/names.js";
import { startTestApp } from "../endToEnd/testApp.js";
import { waitUntil } from "../localHost/testHost.js";
import { fixture } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { runCli, type Run } from "./runCli.js";

const app = await startTestApp();
after(() => app.stop());
const { url } = app.host;
const { connectionString } = app.storage;
const inputs = connectByString(connectionString).blobs.getContainerClient(batchInputsContainer);

const batch = (folder: string, ...args: string[]): Promise<Run> =>
  runCli("batch", args, { AzureWebJobsStorage: connectionString }, folder);

async function inputNames(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of inputs.listBlobsFlat()) names.push(name);
  return names;
}

/** Pictures of the same name, one whose name is a formula, a text, one too large, and no file at all. */
async function photos(folder: string): Promise<void> {
  for (const [name, photo] of [
    ["a/can_1.jpg", "cat.jpg"],
    ["b/can_1.jpg", "daisy.jpg"],
    ["=x, y.jpg", "coffee.jpg"],
    [".hidden/1.jpg", "coffee.jpg"],
  ] as const) {
    await mkdir(join(folder, "photos", name, ".."), { recursive: true });
    await copyFile(fixture(`photos/${photo}`), join(folder, "photos", name));
  }
  await writeFile(join(folder, "photos/notes.txt"), "notes");
  await writeFile(join(folder, "photos/large.jpg"), "");
  await truncate(join(folder, "photos/large.jpg"), 21 << 20);
  await symlink("nowhere", join(folder, "photos/broken.jpg"));
}

const outcomes = {
  "'=x, y.jpg": "espresso",
  "a/can_1.jpg": "tiger cat",
  "b/can_1.jpg": "daisy",
  "broken.jpg": "ENOENT",
  "large.jpg": "ImageTooLarge",
  "notes.txt": "UnsupportedImageFormat",
};

for (const way of ["the storage account", "the URL"]) {
  test(`a folder by way of ${way}: its own names, each failure a line, no copy left`, async (t) => {
    const folder = await temporaryFolder(t);
    await photos(folder);
    const args = way === "the URL" ? ["--url", `${url}/`] : [];
    const run = await batch(folder, "photos", "--out", "out", "--top-k", "1", ...args);
    assert.equal(run.code, 0, run.error);
    assert.match(run.error, /Uploading {2}6 of 6[^]*Classifying {2}\d of \d/);
    assert.match(run.out, /^Batch [\da-f-]{36}\nSucceeded: 3 succeeded, 3 failed, /);
    assert.match(run.out, /^ {2}large\.jpg {2}ImageTooLarge: /m);
    assert.match(run.out, /^ {2}broken\.jpg {2}ENOENT: there is no such file/m);

    const csv = await readFile(join(folder, "out/predictions.csv"), "utf8");
    const [header, ...lines] = csv.trimEnd().split("\r\n");
    assert.equal(header, "file_name,label,score,error");
    const found = lines.toSorted().map((line) => {
      const [, quoted, plain, label, error] =
        /^(?:"([^"]+)"|([^,]+)),([^,]*),[\d.]*,(\w*)$/.exec(line) ?? [];
      return [quoted ?? plain, label || error];
    });
    assert.deepEqual(Object.fromEntries(found), outcomes);
    const jsonl = await readFile(join(folder, "out/predictions.jsonl"), "utf8");
    assert.match(
      jsonl,
      /^\{"file_name":"=x, y\.jpg","labels":\[\{"label":"espresso","score":0\.9/m,
    );
    assert.equal(jsonl.trimEnd().split("\n").length, 6);
    await waitUntil(async () => (await inputNames()).length === 0);
  });
}

test("more failures than five: where the rest is; the copy stays where it is asked for", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "notes"));
  for (let i = 0; i < 7; i++) await writeFile(join(folder, `notes/${i}.txt`), "notes");
  const run = await batch(folder, "notes", "--out", "out", "--keep-inputs");
  assert.equal(run.code, 0, run.error);
  assert.match(
    run.out,
    /^ {2}4\.txt {2}Unsup[^\n]*\n {2}and 2 more, in the column error of out\/pre/m,
  );
  const [name = ""] = await inputNames();
  assert.equal((await inputNames()).length, 7);

  // The same batch again, by its id, has the same names.
  const [, id = ""] = /^Batch (.*)/.exec(run.out) ?? [];
  const again = await batch(folder, "--id", id, "--url", url, "--out", "again");
  assert.equal(again.code, 0, again.error);
  const files = ["out", "again"].map((out) =>
    readFile(join(folder, out, "predictions.csv"), "utf8"),
  );
  const [first, second] = await Promise.all(files);
  assert.equal(first, second);

  const other = await batch(folder, `batch-inputs/${name.split("/")[0]}x/`);
  assert.deepEqual(
    [other.code, other.error.split("\n").at(-2)],
    [1, `There is no blob in batch-inputs/${name.split("/")[0]}x/`],
  );
});

test("what the app refuses is told in one line", async (t) => {
  const folder = await temporaryFolder(t);
  const nope = await batch(folder, "nope", "--url", url);
  assert.deepEqual(
    [nope.code, nope.error],
    [1, "nope is neither a folder here nor a container.\n"],
  );
  const server = createServer((_, response) => response.writeHead(401).end()).listen(
    0,
    "127.0.0.1",
  );
  t.after(() => server.close());
  await once(server, "listening");
  const address = Object(server.address());
  const guarded = `http://127.0.0.1:${address.port}`;
  const { code, error } = await batch(folder, "pictures", "--url", guarded, "--key", "wrong");
  const line = `${guarded} refuses the key; a batch needs the master key, by --key or FUNCTIONS_KEY.\n`;
  assert.deepEqual([code, error], [1, line]);
});
