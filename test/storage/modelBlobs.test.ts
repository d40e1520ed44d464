import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { ClassifierError } from "../../src/errors.js";
import { connectByString } from "../../src/storage/connection.js";
import { fetchModel, publishModel, toCacheError } from "../../src/storage/modelBlobs.js";
import { within } from "../deadline.js";
import { startTestHost, startTestStorage } from "../localHost/testHost.js";
import { shippedModel } from "../modelFolder.js";
import { fixture, root } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";

const azurite = await within(30, "The start of Azurite", startTestStorage());
after(() => azurite.stop());
const { connectionString } = azurite;
const storage = connectByString(connectionString);
const uri = `${storage.blobs.url.replace(/\/$/, "")}/models/lite0`;
await publishModel(storage, shippedModel, uri);

const model = () =>
  storage.blobs.getContainerClient("models").getBlockBlobClient("lite0/model.onnx");

test("a published model comes back whole, once, and is there at the next start", async (t) => {
  const cache = await temporaryFolder(t);
  const first = await fetchModel(storage, uri, cache);
  assert.equal(first.downloaded, true);
  for (const name of await readdir(shippedModel)) {
    const [there, here] = [join(first.folder, name), join(shippedModel, name)];
    assert.ok((await readFile(there)).equals(await readFile(here)), name);
  }
  assert.deepEqual(await fetchModel(storage, uri, cache), { ...first, downloaded: false });
});

test("several that start at once share one download", async (t) => {
  const cache = await temporaryFolder(t);
  const results = await Promise.all([1, 2, 3, 4].map(() => fetchModel(storage, uri, cache)));
  assert.equal(results.filter(({ downloaded }) => downloaded).length, 1);
  assert.equal(new Set(results.map(({ folder }) => folder)).size, 1);
});

test("a blob that was replaced makes another folder", async (t) => {
  const cache = await temporaryFolder(t);
  const before = await fetchModel(storage, uri, cache);
  await publishModel(storage, shippedModel, uri);
  const now = await fetchModel(storage, uri, cache);
  assert.equal(now.downloaded, true);
  assert.notEqual(now.folder, before.folder);
});

test("a damaged download is refused and leaves nothing", async (t) => {
  const cache = await temporaryFolder(t);
  const { metadata } = await model().getProperties();
  t.after(() => publishModel(storage, shippedModel, uri));
  await model().upload("damaged", 7, { metadata: metadata ?? {} });
  await assert.rejects(fetchModel(storage, uri, cache), {
    code: "InvalidModel",
    message: /^model\.onnx: /,
  });
  const [key = ""] = await readdir(cache);
  assert.deepEqual(await readdir(join(cache, key)), []);
});

test("a damaged file in the cache is brought again", async (t) => {
  const cache = await temporaryFolder(t);
  const { folder } = await fetchModel(storage, uri, cache);
  const path = join(folder, "model.onnx");
  const bytes = await readFile(path);
  const damages: (() => Promise<void>)[] = [
    () => truncate(path, 1000),
    () => writeFile(path, Buffer.alloc(bytes.length)),
    () => truncate(join(folder, "config.json"), 0),
  ];
  for (const damage of damages) {
    await damage();
    assert.deepEqual(await fetchModel(storage, uri, cache), { folder, downloaded: true });
    assert.ok((await readFile(path)).equals(bytes));
  }
  assert.equal((await fetchModel(storage, uri, cache)).downloaded, false);
});

test("a lock from the future or from long ago is not waited for", async (t) => {
  for (const hours of [1, -1]) {
    const cache = await temporaryFolder(t);
    const { folder } = await fetchModel(storage, uri, cache);
    await truncate(join(folder, "model.onnx"), 0);
    await mkdir(`${folder}.lock`);
    const time = new Date(Date.now() + hours * 3_600_000);
    await utimes(`${folder}.lock`, time, time);
    const fetched = await within(20, "The model", fetchModel(storage, uri, cache));
    assert.equal(fetched.downloaded, true);
  }
});

test("a cache that cannot be written is said at once, with the setting", async (t) => {
  const file = join(await temporaryFolder(t), "file");
  await writeFile(file, "no folder");
  await assert.rejects(within(20, "The model", fetchModel(storage, uri, join(file, "cache"))), {
    code: "ModelUnavailable",
    message: /file\/cache \(ENOTDIR\).*MODEL_CACHE/,
  });
  const full = Object.assign(new Error("write"), { code: "ENOSPC" });
  for (const error of [
    full,
    new ClassifierError("StorageUnavailable", undefined, { cause: full }),
  ]) {
    const said = toCacheError(error, "/srv/models");
    assert.ok(said instanceof ClassifierError && said.retryable);
    assert.match(said.message, /^The disk is full: .* \/srv\/models; .* MODEL_CACHE\.$/);
  }
});

test("an address that is none is InvalidSetting, an account that is not there may be soon", async (t) => {
  const cache = await temporaryFolder(t);
  for (const bad of [
    `${uri}%zz`,
    `${uri}%E0%A4%A`,
    "models/lite0",
    "https://account.example/models",
  ]) {
    await assert.rejects(fetchModel(storage, bad, cache), { code: "InvalidSetting" }, bad);
  }
  const query = await fetchModel(storage, `${uri}?sv=1&sig=x`, cache);
  assert.match(query.folder, /lite0$/);
  const nowhere = connectByString(connectionString.replaceAll(/:\d+\//g, ":1/"));
  const address = `${nowhere.blobs.url.replace(/\/$/, "")}/models/lite0`;
  const asked = within(60, "The refusal", fetchModel(nowhere, address, cache));
  await assert.rejects(asked, { code: "StorageUnavailable", retryable: true });
});

test("what is not there is said clearly", async (t) => {
  const cache = await temporaryFolder(t);
  await assert.rejects(fetchModel(storage, `${uri}-none`, cache), { code: "ModelUnavailable" });
  await assert.rejects(fetchModel(storage, uri.replace("/models/", "/nothing/"), cache), {
    code: "ModelUnavailable",
  });
  await assert.rejects(fetchModel(storage, `${storage.blobs.url}/models`, cache), {
    code: "InvalidSetting",
  });
});

test("the app serves a model from Blob storage", async (t) => {
  const cache = await temporaryFolder(t);
  const env = { AzureWebJobsStorage: azurite.connectionString, MODEL_URI: uri, MODEL_CACHE: cache };
  const host = await startTestHost(env, "--root", root);
  t.after(() => host.stop());
  const health = Object(await (await fetch(`${host.url}/api/health`)).json());
  assert.deepEqual([health.model.name, health.model.version], ["lite0", "1d6fc8084f44"]);
  const body = readFileSync(fixture("photos/cat.jpg"));
  const answer = await fetch(`${host.url}/api/classify`, { method: "POST", body });
  assert.equal(Object(await answer.json())[0].label, "tiger cat");
});
