import assert from "node:assert/strict";
import test from "node:test";
import { fromRowKey, toTableKeys } from "../../src/storage/tableKeys.js";

const names = [
  "cat.jpg",
  "2024/07/cat 1.jpg",
  "a/b\\c#d?e%f",
  "100%.png",
  "!already!escaped!2F",
  "wild'chars()*~|<>\"",
  "Größe/猫/😀.jpg",
  "control\u0001\u001f\u007f\u0085characters",
  "trailing/",
  ".",
];

test("a key is allowed, and reads back as the name", () => {
  for (const name of names) {
    const { rowKey } = toTableKeys("uploads", name);
    assert.match(rowKey, /^[A-Za-z0-9._!-]+$/);
    assert.equal(fromRowKey(rowKey), name);
  }
});

test("different names have different keys", () => {
  const keys = names.map((name) => toTableKeys("uploads", name).rowKey);
  assert.equal(new Set(keys).size, names.length);
});

test("long names keep within Azure's limit and apart from each other", () => {
  const long = "ä".repeat(1023);
  const [a, b] = [toTableKeys("uploads", `${long}a`), toTableKeys("uploads", `${long}b`)];
  assert.ok(a.rowKey.length <= 512);
  assert.notEqual(a.rowKey, b.rowKey);
  assert.equal(fromRowKey(a.rowKey), undefined);
});

test("a name of 512 plain characters is still kept whole", () => {
  const name = "x".repeat(512);
  assert.equal(fromRowKey(toTableKeys("uploads", name).rowKey), name);
  assert.equal(fromRowKey(toTableKeys("uploads", `${name}x`).rowKey), undefined);
});

test("partitions spread the names of one container", () => {
  const partitions = Array.from(
    { length: 1000 },
    (_, i) => toTableKeys("uploads", `cat-${i}.jpg`).partitionKey,
  );
  assert.equal(new Set(partitions).size, 16);
  for (const partition of partitions) assert.match(partition, /^uploads~[0-9a-f]$/);
});
