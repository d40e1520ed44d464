import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startBatch } from "../../src/batches/start.js";
import { connectByString } from "../../src/storage/connection.js";
import { batchQueue, trainingQueue } from "../../src/storage/names.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { startTraining } from "../../src/trainings/start.js";
import { trainingRequestSchema } from "../../src/contracts/training/trainingRequest.js";
import { startTestStorage } from "../localHost/testHost.js";
import { eventually } from "../deadline.js";

const azurite = await startTestStorage();
after(() => azurite.stop());
const storage = connectByString(azurite.connectionString);

const place = { name: "", container: "pictures", prefix: "", topK: 5 };
const limits = { miniBatchSize: 10, errorThreshold: -1, maxRetries: 3 };
const request = trainingRequestSchema.parse({ name: "fridge", data: { container: "training" } });

for (const [what, table, queue, start] of [
  ["batch", storage.batches, batchQueue, () => startBatch(storage, { ...place, ...limits })],
  [
    "training",
    storage.trainings,
    trainingQueue,
    () => startTraining(storage, { kind: "training", request }),
  ],
] as const) {
  test(`a ${what} that breaks off at its start leaves a message without a job`, async () => {
    await provisionStorage(storage);
    await table.deleteTable();
    await assert.rejects(start(), { code: "StorageUnavailable" });
    const [message] = await eventually(async () => {
      const { receivedMessageItems } = await storage.queues.getQueueClient(queue).receiveMessages();
      return receivedMessageItems.length > 0 ? receivedMessageItems : undefined;
    });
    assert.match(Buffer.from(message?.messageText ?? "", "base64").toString(), /"step":"list"/);
  });
}
