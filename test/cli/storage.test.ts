import assert from "node:assert/strict";
import { after, test } from "node:test";
import { connectByString } from "../../src/storage/connection.js";
import { markQueued } from "../../src/storage/classifications.js";
import { containers, queues, tables } from "../../src/storage/names.js";
import { probeStorage } from "../../src/storage/provision.js";
import { writeUpload } from "../../src/storage/upload.js";
import { startTestStorage } from "../localHost/testHost.js";
import { runCli } from "./runCli.js";

const azurite = await startTestStorage();
after(() => azurite.stop());
const account = { AzureWebJobsStorage: azurite.connectionString };
const storage = connectByString(azurite.connectionString);

test("a command that needs what is missing says how to create it", async () => {
  const lines = {
    "upload LICENSE":
      "The storage account has no container uploads. Create it with npm run provision.",
    "batch docs":
      "The storage account has no container batch-inputs. Create it with npm run provision.",
    "poison list":
      "StorageUnavailable: The storage account lacks something (QueueNotFound). Create it with npm run provision.",
  };
  for (const [commandLine, line] of Object.entries(lines)) {
    const [name = "", ...args] = commandLine.split(" ");
    const { code, error } = await runCli(name, args, account);
    assert.deepEqual([code, error], [1, `${line}\n`]);
  }
});

test("a key that is not the account's is told", async () => {
  const wrong = azurite.connectionString.replace(/AccountKey=..../, "AccountKey=AAAA");
  const { code, error } = await runCli("poison", ["list"], { AzureWebJobsStorage: wrong });
  assert.equal(code, 1);
  assert.match(error, /^StorageUnavailable: The storage account refuses the access \(Auth\w+\)\. /);
});

test("provision creates what is missing, names it, and changes nothing the second time", async () => {
  await assert.rejects(probeStorage(storage), {
    code: "StorageUnavailable",
    message: /lacks .*the container uploads.*the queue classify-requests.*npm run provision/,
  });
  const { code, out } = await runCli("provision", [], account);
  assert.equal(code, 0);
  for (const name of [...containers, ...queues, ...tables]) assert.ok(out.includes(name), name);
  await probeStorage(storage);
  await writeUpload(storage, "kept.jpg", Buffer.from("picture"));
  assert.equal((await runCli("provision", [], account)).code, 0);
  assert.ok(await storage.blobs.getContainerClient("uploads").getBlobClient("kept.jpg").exists());
});

test("one object that is missing is told by its name", async () => {
  await storage.queues.getQueueClient("dead-letters").delete();
  await assert.rejects(probeStorage(storage), {
    message: "The storage account lacks the queue dead-letters. Create it with npm run provision.",
  });
});

test("forget deletes a picture with its row, and says what was there", async () => {
  const upload = await writeUpload(storage, "album/me.jpg", Buffer.from("picture"));
  await markQueued(storage, upload);
  const path = "uploads/album/me.jpg";
  const first = await runCli("forget", [path], account);
  assert.deepEqual([first.code, first.out], [0, `${path}: deleted its blob and its row\n`]);
  const second = await runCli("forget", [path], account);
  assert.deepEqual([second.code, second.out], [0, `${path}: is not there\n`]);
});
