import assert from "node:assert/strict";
import { test } from "node:test";
import { newestFirstId } from "../../src/storage/newestFirst.js";

test("ids are GUIDs, and those of later sort first", () => {
  const times = [0, 1, 1_800_000_000_000, 1_800_000_000_001, 2 ** 48 - 1];
  const ids = times.map((time) => newestFirstId(time));
  for (const id of ids) assert.match(id, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  assert.deepEqual(ids.toSorted(), ids.toReversed());
  assert.notEqual(newestFirstId(5), newestFirstId(5));
});
