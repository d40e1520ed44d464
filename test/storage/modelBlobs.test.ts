import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { connectByString } from "../../src/storage/connection.js";
import { fetchModel, publishModel } from "../../src/storage/modelBlobs.js";
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
  assert.deepEqual([health.model.name, health.model.version], ["lite0", "e8e24ce876ad"]);
  const body = readFileSync(fixture("photos/cat.jpg"));
  const answer = await fetch(`${host.url}/api/classify`, { method: "POST", body });
  assert.equal(Object(await answer.json())[0].label, "tiger cat");
});
