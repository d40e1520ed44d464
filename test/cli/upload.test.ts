import assert from "node:assert/strict";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { awaitRows } from "../../src/cli/awaitRows.js";
import { connectByString } from "../../src/storage/connection.js";
import { writeUpload } from "../../src/storage/upload.js";
import { startTestApp } from "../endToEnd/testApp.js";
import { fixture } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { runCli, type Run } from "./runCli.js";

const app = await startTestApp();
after(() => app.stop());
const storage = connectByString(app.storage.connectionString);

const upload = (folder: string, ...args: string[]): Promise<Run> =>
  runCli("upload", args, { AzureWebJobsStorage: app.storage.connectionString }, folder);

test("files and folders keep their paths, and --wait prints their rows", async (t) => {
  const folder = await temporaryFolder(t);
  for (const name of ["a", "b/c"]) {
    await mkdir(join(folder, name), { recursive: true });
    await copyFile(
      fixture(`photos/${name === "a" ? "cat" : "daisy"}.jpg`),
      join(folder, name, "1.jpg"),
    );
  }
  const run = await upload(folder, "./a/1.jpg", "b", fixture("photos/coffee.jpg"), "--wait");
  assert.equal(run.code, 0, run.error);
  assert.match(run.error, /Classifying {2}3 of 3/);
  const rows = run.out.trimEnd().split("\n").toSorted();
  assert.match(rows[0] ?? "", /^uploads\/a\/1\.jpg {2}tiger cat 0\.3879; Egyptian cat 0\.3426; /);
  assert.match(rows[1] ?? "", /^uploads\/b\/c\/1\.jpg {2}daisy 0\.9/);
  assert.match(rows[2] ?? "", /^uploads\/coffee\.jpg {2}espresso 0\.9/);
  assert.equal(rows.length, 3);
});

test("without --wait it names the blobs", async (t) => {
  const folder = await temporaryFolder(t);
  await copyFile(fixture("photos/cat.jpg"), join(folder, "cat.jpg"));
  const { code, out } = await upload(folder, "cat.jpg");
  assert.deepEqual([code, out], [0, "uploads/cat.jpg\n"]);
});

test("what cannot be classified is a failure of its own", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, "notes.txt"), "notes");
  await copyFile(fixture("photos/cat.jpg"), join(folder, "cat.jpg"));
  const run = await upload(folder, ".", "--wait");
  assert.equal(run.code, 1);
  assert.match(run.out, /^uploads\/notes\.txt {2}UnsupportedImageFormat: /m);
  assert.match(run.out, /^uploads\/cat\.jpg {2}tiger cat /m);
  assert.match(run.error, /\n1 of 2 files failed\.\n$/);
});

test("two files that would be one blob are refused, before one of them is sent", async (t) => {
  const folder = await temporaryFolder(t);
  for (const name of ["a", "b"]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "1.jpg"), "");
  }
  const [one, other] = [join(folder, "a/1.jpg"), join(folder, "b/1.jpg")];
  await mkdir(join(folder, "here"));
  const { code, error } = await upload(join(folder, "here"), one, other);
  assert.deepEqual([code, error], [1, `${one} and ${other} would both be the blob 1.jpg.\n`]);
});

test("rows that never come are not waited for without end", async () => {
  const known = await writeUpload(storage, "x.jpg", Buffer.from("x"));
  const lost = { ...known, blobName: "lost.jpg" };
  const rows = awaitRows(storage, [lost], 500);
  await assert.rejects(rows.next(), {
    name: "CommandError",
    message:
      "1 of 1 uploads have no result after 0.5 s without a new one, such as uploads/lost.jpg. Is the app running?",
  });
});
