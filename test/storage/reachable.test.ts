import assert from "node:assert/strict";
import { test } from "node:test";
import { checkReachable } from "../../src/storage/reachable.js";
import { scriptedAccount } from "./account.js";

test("an account that refuses a stranger is there", async (t) => {
  const storage = await scriptedAccount(t, (_, response) => response.writeHead(403).end());
  await checkReachable(storage);
});

test("an account that says nothing is not waited for long", async (t) => {
  const storage = await scriptedAccount(t, () => {});
  const begun = performance.now();
  await assert.rejects(checkReachable(storage), {
    code: "StorageUnavailable",
    message:
      /^The storage account does not answer at http:\/\/127\.0\.0\.1:\d+\. Is npm start running\?$/,
  });
  assert.ok(performance.now() - begun < 5000);
});
