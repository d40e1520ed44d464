import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { findClassification } from "../../src/storage/classifications.js";
import { connectByString } from "../../src/storage/connection.js";
import { requestQueue } from "../../src/storage/names.js";
import { writeUpload } from "../../src/storage/upload.js";
import { queueUpload } from "../../src/uploads/queueUpload.js";
import { startTestApp } from "./testApp.js";

test("a queued row says why the last attempt failed, and the next one comes later each time", async () => {
  const empty = await mkdtemp(join(tmpdir(), "no-model-"));
  const app = await startTestApp({ MODEL_DIR: empty, BLOB_SOURCE: "EventGrid" });
  try {
    const { connectionString } = app.storage;
    const storage = connectByString(connectionString);
    await writeUpload(storage, "waiting.jpg", Buffer.from("picture"));
    await queueUpload(storage, "uploads", "waiting.jpg");
    const attemptedAt: number[] = [];
    while (attemptedAt.length < 3) {
      const row = await findClassification(storage, "uploads", "waiting.jpg");
      if (row.attempts === attemptedAt.length + 1) attemptedAt.push(performance.now());
      assert.equal(row.status, "queued");
      if (row.attempts) assert.equal(row.errorCode, "InvalidModel");
      await delay(50);
    }
    const [first = 0, second = 0, third = 0] = attemptedAt;
    assert.ok(second - first > 4000, `second attempt after ${second - first} ms`);
    assert.ok(third - second > 13_000, `third attempt after ${third - second} ms`);
    const queue = storage.queues.getQueueClient(requestQueue);
    assert.equal((await queue.getProperties()).approximateMessagesCount, 1);
  } finally {
    await app.stop();
    await rm(empty, { recursive: true });
  }
});
