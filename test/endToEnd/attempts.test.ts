import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { findClassification } from "../../src/storage/classifications.js";
import { connectByString } from "../../src/storage/connection.js";
import { requestQueue } from "../../src/storage/names.js";
import { writeUpload } from "../../src/storage/upload.js";
import { queueUpload } from "../../src/uploads/queueUpload.js";
import { startUncheckedHost, waitUntil } from "../localHost/testHost.js";
import { startTestApp } from "./testApp.js";

test("a queued row says why the last attempt failed, and another one follows", async () => {
  const empty = await mkdtemp(join(tmpdir(), "no-model-"));
  const app = await startTestApp(
    { MODEL_DIR: empty, BLOB_SOURCE: "EventGrid" },
    startUncheckedHost,
  );
  try {
    const { connectionString } = app.storage;
    const storage = connectByString(connectionString);
    await writeUpload(storage, "waiting.jpg", Buffer.from("picture"));
    await queueUpload(storage, "uploads", "waiting.jpg");
    for (const attempt of [1, 2]) {
      await waitUntil(async () => {
        const row = await findClassification(storage, "uploads", "waiting.jpg");
        assert.equal(row.status, "queued");
        if (row.attempts !== undefined) assert.equal(row.errorCode, "InvalidModel");
        return row.attempts === attempt;
      });
    }
    const queue = storage.queues.getQueueClient(requestQueue);
    assert.equal((await queue.getProperties()).approximateMessagesCount, 1);
  } finally {
    await app.stop();
    await rm(empty, { recursive: true });
  }
});
