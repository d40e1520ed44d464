import assert from "node:assert/strict";
import { test } from "node:test";
import { hideMessage, isLast, maxDequeueCount, toDelivery } from "../../src/storage/delivery.js";
import { batchQueue } from "../../src/storage/names.js";
import { scriptedAccount } from "./account.js";

const delivery = (dequeueCount: number) => ({ id: "message", popReceipt: "receipt", dequeueCount });

test("a delivery is read from what the trigger tells, numbers as text, too", () => {
  assert.deepEqual(toDelivery({ ...delivery(2), other: 1 }), delivery(2));
  assert.equal(toDelivery({ ...delivery(2), dequeueCount: "3" }).dequeueCount, 3);
  assert.throws(() => toDelivery({ id: "message" }));
});

test("the last delivery is told apart", () => {
  assert.equal(isLast(delivery(maxDequeueCount - 1)), false);
  assert.equal(isLast(delivery(maxDequeueCount)), true);
});

test("each attempt comes later than the one before, and after the last nothing is changed", async (t) => {
  const asked: URL[] = [];
  const storage = await scriptedAccount(t, (request, response) => {
    asked.push(new URL(request.url ?? "", "http://localhost"));
    response.writeHead(204).end();
  });
  for (let count = 1; count <= maxDequeueCount; count++) {
    await hideMessage(storage, batchQueue, delivery(count));
  }
  const seconds = asked.map(({ searchParams }) => Number(searchParams.get("visibilitytimeout")));
  assert.deepEqual(seconds, [5, 15, 60, 180, 180, 180, 180]);
  for (const { pathname, searchParams } of asked) {
    assert.equal(pathname, `/account/${batchQueue}/messages/message`);
    assert.equal(searchParams.get("popreceipt"), "receipt");
  }
});
