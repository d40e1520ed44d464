import assert from "node:assert/strict";
import { after, test } from "node:test";
import { toCallbackOrder } from "../../src/storage/callbacks.js";
import { recordOutcome } from "../../src/storage/classifications.js";
import { connectByString } from "../../src/storage/connection.js";
import { callbackQueue } from "../../src/storage/names.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { MOST_SUBSCRIPTIONS } from "../../src/storage/subscriptions.js";
import { notifyOfRow } from "../../src/subscriptions/notify.js";
import { subscribe, unsubscribe } from "../../src/subscriptions/subscribe.js";
import { startTestStorage } from "../localHost/testHost.js";

const azurite = await startTestStorage();
after(() => azurite.stop());
const storage = connectByString(azurite.connectionString);
await provisionStorage(storage);
const queue = storage.queues.getQueueClient(callbackQueue);
const all = { kind: "row", callbackUrl: "https://receiver.example/secret" } as const;

/** What lies on the queue, which is empty afterwards. */
async function orders(): Promise<unknown[]> {
  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
  for (const { messageId, popReceipt } of receivedMessageItems) {
    await queue.deleteMessage(messageId, popReceipt);
  }
  return receivedMessageItems.map(({ messageText }) => {
    const text = Buffer.from(messageText, "base64").toString();
    assert.ok(!text.includes("secret"), "A callback URL lies on the queue");
    return toCallbackOrder(JSON.parse(text));
  });
}

const upload = { container: "uploads", blobName: "a.jpg", etag: '"1"', size: 7 };
const outcome = { status: "failed", errorCode: "InvalidImage", errorMessage: "…" } as const;

test("each fan-out of one version is the same, and of another one it is not", async () => {
  const ids = [await subscribe(storage, all), await subscribe(storage, all)];
  await notifyOfRow(storage, upload);
  assert.deepEqual(await orders(), [], "nothing is told before the row is final");

  await recordOutcome(storage, upload, outcome);
  await notifyOfRow(storage, upload);
  const first = await orders();
  await notifyOfRow(storage, upload);
  const again = await orders();
  const byId = (list: unknown[]): unknown[] =>
    list.toSorted((a, b) => Object(a).subscriptionId.localeCompare(Object(b).subscriptionId));
  assert.deepEqual(byId(first), byId(again));
  assert.deepEqual(
    first.map((order) => String(Object(order).subscriptionId)).toSorted(),
    ids.toSorted(),
  );
  const notificationIds = first.map((order) => Object(order).notification.notification_id);
  assert.equal(new Set(notificationIds).size, 2);

  const newer = { ...upload, blobName: "b.jpg" };
  await recordOutcome(storage, newer, outcome);
  await notifyOfRow(storage, newer);
  for (const order of await orders()) {
    assert.ok(!notificationIds.includes(Object(order).notification.notification_id));
  }
  // A message about an older version than the row's own.
  await notifyOfRow(storage, { ...upload, etag: '"0"' });
  assert.deepEqual(await orders(), []);
  for (const id of ids) await unsubscribe(storage, id);
  await notifyOfRow(storage, upload);
  assert.deepEqual(await orders(), []);
  for (const id of ids) await unsubscribe(storage, id);
});

test("there is an end to subscriptions, and it is told", async () => {
  for (let from = 0; from < MOST_SUBSCRIPTIONS; from += 100) {
    await storage.subscriptions.submitTransaction(
      Array.from({ length: 100 }, (_, i) => [
        "create",
        {
          ...{ partitionKey: "subscriptions", rowKey: `${from + i}` },
          ...{ ...all, createdAt: new Date() },
        },
      ]),
    );
  }
  await assert.rejects(subscribe(storage, all), {
    code: "TooManySubscriptions",
    message: /There are 500 subscriptions.*Delete one/,
  });
  await unsubscribe(storage, "7");
  await subscribe(storage, all);
});
