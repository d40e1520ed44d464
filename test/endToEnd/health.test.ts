import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../deadline.js";
import { startUncheckedHost } from "../localHost/testHost.js";
import { startTestApp } from "./testApp.js";

async function get(url: string): Promise<{ status: number; body: string }> {
  const answer = await fetch(`${url}/api/health`);
  return { status: answer.status, body: await answer.text() };
}

test("health shows neither the model's address nor its secret, nor does the log", async (t) => {
  const secret = "c2VjcmV0c2VjcmV0";
  const app = await startTestApp();
  t.after(() => app.storage.stop());
  await app.host.stop();
  const address = app.storage.blobs.url.replace(/\/$/, "");
  for (const [MODEL_URI, code] of [
    [`${address}/models/none?sv=1&sig=${secret}`, "ModelUnavailable"],
    [`${address}/models?sv=1&sig=${secret}`, "InvalidSetting"],
  ] as const) {
    const env = { AzureWebJobsStorage: app.storage.connectionString, MODEL_URI };
    const host = await startUncheckedHost(env);
    const { status, body } = await get(host.url);
    await host.stop();
    assert.equal(status, 503);
    assert.ok(body.includes(code), body);
    assert.doesNotMatch(body, /models|127\.0\.0\.1|\/tmp/);
    assert.match(host.output(), /\/models/);
    assert.ok(!body.includes(secret) && !host.output().includes(secret), host.output());
  }
});

test("the account is not asked anew within seconds, whatever it answered", async (t) => {
  const app = await startTestApp();
  t.after(() => app.stop());
  const missing = app.storage.queues.getQueueClient("dead-letters");
  assert.equal((await get(app.host.url)).status, 200);
  await missing.delete();
  assert.equal((await get(app.host.url)).status, 200);
  const failed = await eventually(async () => {
    const answer = await get(app.host.url);
    return answer.status === 503 ? answer : undefined;
  });
  assert.ok(failed.body.includes("StorageUnavailable"));
  assert.match(app.host.output(), /lacks the queue dead-letters/);
  await missing.create();
  assert.equal((await get(app.host.url)).status, 503);
  await eventually(async () => ((await get(app.host.url)).status === 200 ? true : undefined));
});
