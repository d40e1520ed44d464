import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { remembered } from "../../src/storage/remembered.js";

test("many who ask within some time are one piece of work, and all hear the same", async () => {
  let runs = 0;
  const ask = remembered(100, async () => {
    await delay(20);
    return ++runs;
  });
  assert.deepEqual(await Promise.all([ask(), ask(), ask()]), [1, 1, 1]);
  assert.equal(await ask(), 1);
  await delay(150);
  assert.equal(await ask(), 2);
});

test("a failure is remembered too, and no longer", async () => {
  let runs = 0;
  const ask = remembered(100, async () => {
    throw new Error(String(++runs));
  });
  await assert.rejects(ask(), { message: "1" });
  await assert.rejects(ask(), { message: "1" });
  await delay(150);
  await assert.rejects(ask(), { message: "2" });
});
