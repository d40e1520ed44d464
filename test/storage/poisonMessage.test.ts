import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ClassifierError } from "../../src/errors.js";
import { maxDequeueCount } from "../../src/storage/delivery.js";
import { connectByString } from "../../src/storage/connection.js";
import { sendMessage } from "../../src/storage/messages.js";
import { poisonQueueOf, requestQueue } from "../../src/storage/names.js";
import { copyDelay, handlePoison } from "../../src/storage/poisonMessage.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { startTestStorage } from "../localHost/testHost.js";

const azurite = await startTestStorage();
after(() => azurite.stop());
const storage = connectByString(azurite.connectionString);
await provisionStorage(storage);
const name = poisonQueueOf(requestQueue);
const queue = storage.queues.getQueueClient(name);

/** Takes the one message that can be received, as a host does before it runs the function. */
async function take(): Promise<{ message: unknown; expiresOn: Date }> {
  const { receivedMessageItems } = await queue.receiveMessages();
  const [item] = receivedMessageItems;
  assert.equal(receivedMessageItems.length, 1);
  assert.ok(item);
  await queue.deleteMessage(item.messageId, item.popReceipt);
  const message: unknown = JSON.parse(Buffer.from(item.messageText, "base64").toString());
  return { message, expiresOn: item.expiresOn };
}

test("a poison message outlives an outage of more deliveries than the host makes", async () => {
  const original = { container: "uploads", blobName: "cat.jpg", etag: "1", size: 7 };
  await sendMessage(storage, name, original);
  const seen: unknown[] = [];
  const outage = async (message: unknown): Promise<void> => {
    seen.push(message);
    throw new ClassifierError("StorageUnavailable");
  };
  for (let delivery = 0; delivery < maxDequeueCount + 4; delivery++) {
    const { message } = await take();
    const failure = await handlePoison(storage, name, message, outage, 0);
    assert.equal(failure?.code, "StorageUnavailable");
  }
  // The work never sees the count that the copies carry.
  assert.deepEqual(
    seen,
    Array.from({ length: maxDequeueCount + 4 }, () => original),
  );

  const { message, expiresOn } = await take();
  assert.equal(Object(message).poisonAttempts, maxDequeueCount + 4);
  assert.ok(expiresOn.getFullYear() > 9000, `expires on ${expiresOn.toISOString()}`);
  assert.equal(await handlePoison(storage, name, message, async () => {}), undefined);
  assert.deepEqual((await queue.receiveMessages()).receivedMessageItems, []);
});

test("each copy stays away for twice as long, an hour at most", () => {
  assert.deepEqual(
    [0, 1, 3, 7, 20].map((attempts) => copyDelay(attempts)),
    [30, 60, 240, 3600, 3600],
  );
});

test("a message that nobody understands is kept too", async () => {
  await queue.clearMessages();
  const fail = (): Promise<never> => Promise.reject(new ClassifierError("StorageUnavailable"));
  await handlePoison(storage, name, "no JSON object", fail, 0);
  assert.equal((await take()).message, "no JSON object");
});

test("only where the copy cannot be sent does the failure reach the host", async () => {
  const away = connectByString(azurite.connectionString.replaceAll(/:\d+\//g, ":1/"));
  const sent = handlePoison(away, name, {}, () => Promise.reject(new Error("away")));
  await assert.rejects(sent, { code: "StorageUnavailable" });
});
