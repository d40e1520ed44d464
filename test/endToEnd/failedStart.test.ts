import assert from "node:assert/strict";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { after, test, type TestContext } from "node:test";
import { failToStart } from "../localHost/failToStart.js";
import { startTestStorage } from "../localHost/testHost.js";
import { changedModel } from "../modelFolder.js";
import { root } from "../paths.js";

const storage = await startTestStorage();
after(() => storage.stop());
const blobs = storage.blobs.url.replace(/\/$/, "");
const { host: address } = new URL(blobs);

async function brokenModel(t: TestContext): Promise<string> {
  const folder = await changedModel(t, "config.json", (json) => json);
  await truncate(join(folder, "model.onnx"), 1_000_000);
  return folder;
}

/** Storage where nobody listens: ports that a client cannot reach, at this machine. */
const nobody = storage.connectionString.replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:9");
const otherKey = storage.connectionString.replace("AccountKey=Eby8", "AccountKey=AAAA");

type Mistake = [what: string, settings: Record<string, string>, line: string];
const mistakes: Mistake[] = [
  [
    "a model folder that is not there",
    { MODEL_DIR: "model/nope" },
    `The model cannot be served: config.json: cannot be read in ${join(root, "model/nope")}. Check MODEL_DIR.`,
  ],
  [
    "a model in Blob storage that is not there",
    { MODEL_URI: `${blobs}/models` },
    `The model cannot be served: MODEL_URI: Expected https://<account>.blob.core.windows.net/<container>/<folder> but received ${blobs}/models. Check MODEL_URI.`,
  ],
  [
    "garbage for storage",
    { AzureWebJobsStorage: "garbage" },
    "AzureWebJobsStorage is not a valid connection string.",
  ],
  [
    "storage that does not answer",
    { AzureWebJobsStorage: nobody },
    "The storage account devstoreaccount1 at 127.0.0.1:9 does not answer. Check AzureWebJobsStorage.",
  ],
  [
    "a key that is not the account's",
    { AzureWebJobsStorage: otherKey },
    `The storage account devstoreaccount1 at ${address} refuses with 403. Check AzureWebJobsStorage.`,
  ],
];

for (const [what, settings, line] of mistakes) {
  test(`npm start tells once why it cannot serve: ${what}`, async () => {
    const env = { AzureWebJobsStorage: storage.connectionString, ...settings };
    const failed = await failToStart(env, "--root", root, "--port", "0");
    assert.deepEqual([failed.code, failed.line], [1, line]);
    assert.doesNotMatch(failed.stdout, /Ready|AccountKey/);
  });
}

test("npm start tells why ONNX Runtime rejects a model", async (t) => {
  const folder = await brokenModel(t);
  const env = { AzureWebJobsStorage: storage.connectionString, MODEL_DIR: folder };
  const failed = await failToStart(env, "--root", root, "--port", "0");
  const line =
    "The model cannot be served: model.onnx: ONNX Runtime cannot load it. Check MODEL_DIR.";
  assert.deepEqual([failed.code, failed.line], [1, line]);
});

test("a wrong setting shows before anything starts", async () => {
  const env = { AzureWebJobsStorage: storage.connectionString, MAX_IMAGE_BYTES: "abc" };
  const failed = await failToStart(env, "--root", root, "--port", "0");
  assert.match(failed.line, /^MAX_IMAGE_BYTES\b.*$/);
  assert.deepEqual([failed.code, failed.stdout], [1, ""]);
});
