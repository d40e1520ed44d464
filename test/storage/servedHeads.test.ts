import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { encoderId, readModelFolder, type ModelFolder } from "../../src/inference/modelFolder.js";
import { connectByString, type StorageClients } from "../../src/storage/connection.js";
import { deleteHeadVersion, promoteHead } from "../../src/storage/headPointer.js";
import { publishHead } from "../../src/storage/publishHead.js";
import { ServedHeads } from "../../src/storage/servedHeads.js";
import { within } from "../deadline.js";
import { startTestStorage, waitUntil, type TestStorage } from "../localHost/testHost.js";
import { shippedModel } from "../modelFolder.js";
import { headFacts, headFilesOf } from "./headFixtures.js";

let azurite: TestStorage;
let storage: StorageClients;
let model: ModelFolder;

before(async () => {
  azurite = await startTestStorage();
  storage = connectByString(azurite.connectionString);
  await storage.blobs.getContainerClient("models").create();
  model = await readModelFolder(shippedModel);
});
after(() => azurite.stop());

const place = (name: string, version: number) => ({ encoder: encoderId(model), name, version });
const publish = (name: string, trainingId: string): Promise<number> => {
  const files = headFilesOf([`${name} ${trainingId}`, "none"], [1, 2, 3, 4]);
  return publishHead(storage, encoderId(model), name, trainingId, files, headFacts);
};
const connect = async (): Promise<StorageClients> => storage;

test("a head without a current version is found by its version alone", async () => {
  const heads = new ServedHeads(connect);
  await publish("candidate", "a");
  await publish("candidate", "b");
  await assert.rejects(heads.find(model, "candidate"), {
    code: "HeadNotFound",
    message: /No version of the head "candidate" is current; it has 2, 1\. .* candidate@2\./,
  });
  assert.equal((await heads.find(model, "candidate@1")).labels[0], "candidate a");
  await assert.rejects(heads.find(model, "candidate@3"), {
    code: "HeadNotFound",
    message: 'The head "candidate" has no version 3; it has 2, 1.',
  });
});

test("what is no reference is not found, and nothing outside of the heads is asked for", async () => {
  const heads = new ServedHeads(connect);
  await publish("known", "a");
  for (const bad of ["../x", "../../lite0/config.json", "a,b", "a@", "a@0", "A", "known@1/", ""]) {
    await assert.rejects(heads.find(model, bad), { code: "HeadNotFound" }, bad);
  }
  await assert.rejects(heads.find(model, "nobody"), {
    message: / has no head "nobody"; it has .*known/,
  });
});

test("a head of another encoder is said to be one, until its model is served again", async () => {
  const heads = new ServedHeads(connect);
  await promoteHead(storage, place("switched", await publish("switched", "a")));
  const other = { ...model, preprocessor: { ...model.preprocessor, rescaleFactor: 1 } };
  for (const asked of ["switched", "switched@1"]) {
    await assert.rejects(heads.find(other, asked), { code: "HeadOfOtherModel", status: 409 });
  }
  assert.equal((await heads.find(model, "switched")).version, 1);
});

test("a promotion and a deletion are followed, and no storage is waited for", async (t) => {
  // The SDK's own timers stay real.
  t.mock.timers.enable({ apis: ["setInterval"] });
  const heads = new ServedHeads(connect);
  for (const id of ["a", "b"]) await publish("fridge", id);
  await promoteHead(storage, place("fridge", 1));
  const current = async (): Promise<number | undefined> =>
    (await heads.find(model, "fridge")).version;
  assert.equal(await current(), 1);
  await promoteHead(storage, place("fridge", 2));
  assert.equal(await current(), 1);
  t.mock.timers.tick(10_000);
  await waitUntil(async () => (await current()) === 2);
  await deleteHeadVersion(storage, place("fridge", 1));
  t.mock.timers.tick(10_000);
  await waitUntil(() =>
    heads.find(model, "fridge@1").then(
      () => false,
      () => true,
    ),
  );

  // Whoever promotes asks the pointer at once.
  await publish("fridge", "c");
  await promoteHead(storage, place("fridge", 3));
  heads.forget(place("fridge", 3));
  assert.equal(await current(), 3);
  const listed = await heads.list(model);

  await azurite.stop();
  t.mock.timers.tick(10_000);
  for (let i = 0; i < 100; i++) assert.equal(await within(1, "The head", current()), 3);
  assert.equal((await heads.find(model, "fridge@2")).version, 2);
  const asked = within(15, "The refusal", heads.find(model, "never-asked"));
  await Promise.all([
    within(15, "The list", heads.list(model)).then((last) => assert.deepEqual(last, listed)),
    assert.rejects(asked, { code: "StorageUnavailable", retryable: true }),
  ]);
});
