import assert from "node:assert/strict";
import { test } from "node:test";
import { connectByString } from "../../src/storage/connection.js";
import { toBlobAddress } from "../../src/storage/container.js";

const storage = connectByString(
  "DefaultEndpointsProtocol=https;AccountName=mine;AccountKey=a2V5;EndpointSuffix=core.windows.net",
);

const cases: [address: string, origin: string | undefined, container: string, path: string][] = [
  ["pictures", undefined, "pictures", ""],
  ["pictures/2024/cats/", undefined, "pictures", "2024/cats"],
  ["pictures/100%/a b", undefined, "pictures", "100%/a b"],
  ["https://mine.blob.core.windows.net/pictures/a%20b", undefined, "pictures", "a b"],
  ["https://mine.blob.core.windows.net/", undefined, "", ""],
  [
    "https://other.blob.core.windows.net/pictures/2024",
    "https://other.blob.core.windows.net",
    "pictures",
    "2024",
  ],
];

for (const [address, origin, container, path] of cases) {
  test(`${address} is a place in ${origin ?? "the service's own account"}`, () => {
    assert.deepEqual(toBlobAddress(storage, address), { origin, container, path });
  });
}
