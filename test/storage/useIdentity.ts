/**
 * The service's own clients at work on the account that the environment names: a process of its own,
 * since Node reads NODE_EXTRA_CA_CERTS when it starts. Writes as JSON what it found.
 */

import { toSettings } from "../../src/settings.js";
import { connect } from "../../src/storage/connection.js";
import { fetchModel, publishModel } from "../../src/storage/modelBlobs.js";
import { requestQueue, uploadsContainer } from "../../src/storage/names.js";
import { probeStorage, provisionStorage } from "../../src/storage/provision.js";

const settings = toSettings(process.env);
const storage = await connect(settings.storage);
await provisionStorage(storage);
await probeStorage(storage);

const blob = storage.blobs.getContainerClient(uploadsContainer).getBlockBlobClient("cat.txt");
await blob.uploadData(Buffer.from("a cat"));
const queue = storage.queues.getQueueClient(requestQueue);
await queue.sendMessage("a message");
const row = { partitionKey: "uploads", rowKey: "cat", status: "queued" };
await storage.classifications.upsertEntity(row);

const { receivedMessageItems } = await queue.receiveMessages();
const { modelUri, modelDir, modelCache } = settings;
if (modelUri !== undefined) await publishModel(storage, modelDir, modelUri);
const found = {
  urls: [storage.blobs.url, storage.queues.url, storage.classifications.url, storage.batches.url],
  blob: (await blob.downloadToBuffer()).toString(),
  messages: receivedMessageItems.map(({ messageText }) => messageText),
  row: (await storage.classifications.getEntity("uploads", "cat"))["status"],
  model: modelUri && (await fetchModel(storage, modelUri, modelCache)).folder,
};
console.log(JSON.stringify(found));
