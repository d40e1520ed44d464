import assert from "node:assert/strict";
import { test } from "node:test";
import { odata as ofLibrary } from "@azure/data-tables";
import { odata } from "../../src/storage/odata.js";

test("literals are those of the library", () => {
  const at = new Date("2026-01-02T03:04:05.678Z");
  for (const text of ["fridge", "", "it's", "''", "a' or 'b' eq 'b", "ü\\n%27"]) {
    const filter = odata`PartitionKey eq ${text} and queuedAt lt ${at}`;
    assert.equal(filter, ofLibrary`PartitionKey eq ${text} and queuedAt lt ${at}`);
  }
  assert.equal(odata`RowKey ge ${"it's"}`, "RowKey ge 'it''s'");
});
