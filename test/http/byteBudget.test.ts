import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteBudget } from "../../src/http/byteBudget.js";

test("shares together keep within the budget, and give back what they held", async () => {
  const budget = new ByteBudget(10);
  await budget.share(async (first) => {
    first.take(6);
    await budget.share(async (second) => {
      second.take(4);
      assert.throws(() => second.take(1), { code: "Overloaded" });
      assert.throws(() => first.take(1), { code: "Overloaded" });
    });
    first.take(4);
  });
  await budget.share(async ({ take }) => take(10));
});

test("a share is given back when its work fails", async () => {
  const budget = new ByteBudget(10);
  const work = budget.share(async ({ take }) => {
    take(10);
    throw new Error("broken off");
  });
  await assert.rejects(work, /broken off/);
  await budget.share(async ({ take }) => take(10));
});
