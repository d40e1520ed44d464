import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { usableCores } from "../../src/inference/cores.js";

test("usable cores are a whole number, no more than the process may run on", () => {
  const cores = usableCores();
  assert.ok(Number.isInteger(cores) && cores >= 1, String(cores));
  assert.ok(cores <= availableParallelism(), String(cores));
});
