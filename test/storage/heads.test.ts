import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connectByString, type StorageClients } from "../../src/storage/connection.js";
import { readHeadVersion } from "../../src/storage/headBlobs.js";
import {
  deleteHeadVersion,
  promoteHead,
  readPointer,
  replaceHead,
} from "../../src/storage/headPointer.js";
import { isHeadOfOtherModel, listHeads } from "../../src/storage/listHeads.js";
import { publishHead } from "../../src/storage/publishHead.js";
import { startTestStorage, type TestStorage } from "../localHost/testHost.js";
import { headFacts, headFilesOf } from "./headFixtures.js";

const encoder = "0123456789ab-01234567";
let azurite: TestStorage;
let storage: StorageClients;

before(async () => {
  azurite = await startTestStorage();
  storage = connectByString(azurite.connectionString);
  await storage.blobs.getContainerClient("models").create();
});
after(() => azurite.stop());

const files = headFilesOf(["milk", "can"], [1, 2, 3, 4, 5, 6]);
const publish = (name: string, trainingId: string, given = files): Promise<number> =>
  publishHead(storage, encoder, name, trainingId, given, headFacts);

async function blobsBelow(prefix: string): Promise<string[]> {
  const names: string[] = [];
  const blobs = storage.blobs.getContainerClient("models").listBlobsFlat({ prefix });
  for await (const { name } of blobs) names.push(name.slice(prefix.length));
  return names;
}

test("a training publishes one version, however often it is repeated", async () => {
  const versions = await Promise.all([1, 2, 3].map(() => publish("fridge", "first")));
  assert.deepEqual(versions, [1, 1, 1]);
  const others = await Promise.all(["a", "b", "c"].map((id) => publish("fridge", id)));
  assert.deepEqual(new Set(others), new Set([2, 3, 4]));
  assert.equal(await publish("fridge", "first"), 1);
  const head = await readHeadVersion(storage, { encoder, name: "fridge", version: 1 });
  assert.deepEqual([head.name, head.version, head.labels], ["fridge", 1, ["milk", "can"]]);
  assert.deepEqual(
    [[...head.weights], [...head.bias], head.featureCount],
    [[1, 2, 3, 4], [5, 6], 2],
  );
});

test("a version that a stop left unfinished is not there until its training has ended", async () => {
  const prefix = `heads/${encoder}/halved/`;
  assert.equal(await publish("halved", "stopped"), 1);
  const container = storage.blobs.getContainerClient("models");
  for (const file of ["config.json", "report.html"])
    await container.deleteBlob(`${prefix}1/${file}`);
  const place = { encoder, name: "halved", version: 1 };
  assert.deepEqual(await listHeads(storage, encoder, { only: "halved" }), []);
  await assert.rejects(readHeadVersion(storage, place), { code: "HeadNotFound" });
  await assert.rejects(promoteHead(storage, place), { code: "HeadNotFound" });
  assert.equal(await publish("halved", "other"), 2);
  assert.equal(await publish("halved", "stopped"), 1);
  await promoteHead(storage, place);
  const [head] = await listHeads(storage, encoder, { only: "halved" });
  assert.deepEqual(
    head?.versions.map(({ version }) => version),
    [2, 1],
  );
  assert.ok((await blobsBelow(`${prefix}1/`)).includes("report.html"));
});

test("files that are no head are not published", async () => {
  const bad = new Map(files).set("head.f32", new Uint8Array(4));
  await assert.rejects(publish("bad", "bad", bad), { code: "InvalidModel" });
  const none = new Map([["head.f32", new Uint8Array(4)]]);
  await assert.rejects(publish("bad", "bad", none), {
    code: "InvalidModel",
    message: /config\.json/,
  });
  assert.deepEqual(await blobsBelow(`heads/${encoder}/bad/`), []);
});

test("a version is promoted, rolled back, and deleted where it is not current", async () => {
  for (const id of ["1", "2", "3"]) await publish("doors", id);
  const place = (version: number) => ({ encoder, name: "doors", version });
  const current = async () => (await readPointer(storage, place(1))).version;
  assert.equal(await current(), undefined);
  for (const version of [3, 1, 2]) {
    await promoteHead(storage, place(version));
    assert.equal(await current(), version);
  }
  await assert.rejects(promoteHead(storage, place(9)), { code: "HeadNotFound", message: /9/ });
  await assert.rejects(deleteHeadVersion(storage, place(2)), { code: "HeadVersionIsCurrent" });
  await assert.rejects(deleteHeadVersion(storage, place(9)), { code: "HeadNotFound" });
  await deleteHeadVersion(storage, place(3));
  await deleteHeadVersion(storage, place(3));
  assert.deepEqual(await blobsBelow(`heads/${encoder}/doors/3/`), []);
  await assert.rejects(promoteHead(storage, place(3)), { code: "HeadNotFound" });
  assert.equal(await publish("doors", "4"), 4, "no number is given twice");
});

test("a version replaces only the one that it was compared with", async () => {
  for (const id of ["1", "2", "3"]) await publish("better", id);
  const place = (version: number) => ({ encoder, name: "better", version });
  assert.equal(await replaceHead(storage, place(1), undefined), true);
  assert.equal(await replaceHead(storage, place(2), undefined), false);
  assert.equal(await replaceHead(storage, place(3), 1), true);
  // A repeated message finds its own work.
  assert.equal(await replaceHead(storage, place(3), 1), true);
  assert.equal((await readPointer(storage, place(1))).version, 3);
  const rivals = [1, 2].map((version) => replaceHead(storage, place(version), 3));
  assert.equal((await Promise.all(rivals)).filter(Boolean).length, 1);
});

test("whoever promotes and deletes at the same moment leaves no pointer to nothing", async () => {
  for (let round = 0; round < 5; round++) {
    const name = `race-${round}`;
    const version = await publish(name, "race");
    const place = { encoder, name, version };
    const changes = [promoteHead(storage, place), deleteHeadVersion(storage, place)];
    await Promise.allSettled(changes);
    const { version: current } = await readPointer(storage, place);
    if (current !== undefined) await readHeadVersion(storage, place);
  }
});

test("the list tells what each version learnt from and how good it is, of this encoder alone", async () => {
  const place = { encoder: "another-00000000", name: "elsewhere" };
  await publishHead(storage, place.encoder, place.name, "x", files, headFacts);
  const heads = await listHeads(storage, place.encoder);
  assert.equal(heads.length, 1);
  const [version] = heads[0]?.versions ?? [];
  assert.deepEqual([heads[0]?.name, heads[0]?.current], ["elsewhere", undefined]);
  assert.deepEqual(
    [version?.version, version?.labels, version?.task, version?.data, version?.metrics],
    [1, ["milk", "can"], "single-label", headFacts.data, headFacts.metrics],
  );
  assert.equal(await isHeadOfOtherModel(storage, { encoder, name: "elsewhere" }), true);
  assert.equal(await isHeadOfOtherModel(storage, place), false);
  assert.equal(await isHeadOfOtherModel(storage, { encoder, name: "else" }), false);
});
