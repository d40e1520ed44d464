import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readDataset } from "../../../src/learning/dataset/readDataset.js";
import { connectByString, type StorageClients } from "../../../src/storage/connection.js";
import { blobSource } from "../../../src/learning/dataset/blobStore.js";
import { contents, listed, noNetwork, row } from "./testData.js";
import { startTestStorage, type TestStorage } from "../../localHost/testHost.js";

let azurite: TestStorage;
let storage: StorageClients;

before(async () => {
  azurite = await startTestStorage();
  const { connectionString } = azurite;
  storage = connectByString(connectionString);
  const container = storage.blobs.getContainerClient("pictures");
  await container.create();
  const azureml = "azureml://subscriptions/1/datastores/blobs/paths";
  const blobs: Record<string, string> = {
    "fridge/can/a b.png": "A",
    "fridge/milk/ü#?.png": "U",
    "fridge/can/.hidden": "",
    "fridgeNext/can/x.png": "of a folder whose name starts alike",
    "rows/MLTable": "paths:\n  - file: ./train.jsonl\n",
    "rows/train.jsonl": ["../fridge/can/a b.png", `${azureml}/fridge/milk/ü#?.png`, "none.png"]
      .map((path) => row(path, "can"))
      .join(""),
    "table/labels.csv": "filename,labels\n1.png,can milk\n",
    "table/images/1.png": "1",
  };
  for (const [name, text] of Object.entries(blobs)) {
    await container.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
  }
  const folder = { metadata: { hdi_isfolder: "true" } };
  await container.getBlockBlobClient("fridge/can/older").upload("", 0, folder);
});

after(() => azurite.stop());

const open = async (address: string, root?: string) =>
  readDataset(await blobSource(storage, address, root), noNetwork);

const url = (path: string): string => `${storage.blobs.url.replace(/\/$/, "")}/${path}`;

test("a folder of blobs is read as a folder on disk is", async () => {
  for (const address of ["pictures/fridge", "pictures/fridge/", url("pictures/fridge")]) {
    const dataset = await open(address);
    assert.deepEqual(dataset.labels, ["can", "milk"]);
    assert.deepEqual(await contents(dataset), [
      ["can/a b.png", "can", "A"],
      ["milk/ü#?.png", "milk", "U"],
    ]);
  }
  assert.deepEqual(await contents(await open("pictures/table")), [["1.png", "can+milk", "1"]]);
});

test("rows may name blobs of the whole root, and of nothing else", async () => {
  const rows = [
    ["../fridge/can/a b.png", "can", "A"],
    ["fridge/milk/ü#?.png", "can", "U"],
    ["none.png", "can", "rows/none.png: there is no such blob."],
  ];
  assert.deepEqual(await contents(await open("pictures/rows", "pictures")), rows);
  assert.deepEqual(await contents(await open(url("pictures/rows/train.jsonl"), "pictures")), rows);
  const outside = "../fridge/can/a b.png: is outside of the data folder.";
  for (const address of ["pictures/rows", "pictures/rows/train.jsonl"]) {
    assert.equal((await contents(await open(address)))[0]?.[2], outside);
  }
  const { store } = await blobSource(storage, "pictures/rows");
  for (const path of ["/train.jsonl", "../fridge/can/a b.png", "x/../../fridge/can/a b.png"]) {
    await assert.rejects(store.read(path), { name: "DatasetError" }, path);
  }
  for (const path of ["\ud800.png", "\u0000.png", "a".repeat(1100)]) {
    await assert.rejects(store.read(path), { code: "InvalidBlobName" });
  }
});

test("a container's pictures, and what is not there", async () => {
  const { store, path } = await blobSource(storage, "pictures");
  assert.equal(path, "");
  assert.ok((await listed(store)).includes("table/images/1.png"));
  await assert.rejects(open("nothing-here"), { code: "NotFound" });
  await assert.rejects(open("pictures/none.csv"), { name: "DatasetError", message: /none\.csv/ });
  await assert.rejects(open("pictures/none"), { name: "DatasetError" });
  for (const [address, root] of [
    ["", undefined],
    ["pictures/a", "pictures/b"],
    ["a/b", "pictures"],
  ] as const) {
    await assert.rejects(blobSource(storage, address, root), { name: "DatasetError" }, address);
  }
});
