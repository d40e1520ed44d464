import assert from "node:assert/strict";
import { QueueServiceClient } from "@azure/storage-queue";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startHost, type RunningHost } from "../../src/localHost/host.js";
import { root } from "../paths.js";
import { startTestStorage, waitUntil, type TestStorage } from "./testHost.js";

// The process of this file ends only when the host leaves nothing open behind.

let storage: TestStorage;
const lines: string[] = [];
before(async () => {
  storage = await startTestStorage();
  Object.assign(process.env, storage.newNames(), { TEST_STREAM: "1" });
});
after(() => storage.stop());

const start = (): Promise<RunningHost> =>
  startHost({
    root: join(root, "test/localHost/app"),
    port: 0,
    graceMs: 200,
    log: (_, line) => lines.push(line),
  });

test("a host may start, close and start again in one process", async () => {
  for (let turn = 0; turn < 2; turn++) {
    const host = await start();
    assert.equal((await fetch(`${host.url}/api/settings`)).status, 200);
    const { functions } = host;
    const triggers = new Map(functions.map(({ name, trigger }) => [name, trigger]));
    assert.equal(triggers.get("early"), `POST ${host.url}/api/early`);
    assert.match(triggers.get("work") ?? "", /^queue work-/);
    assert.match(triggers.get("pushed") ?? "", /^blob .* by Event Grid$/);
    await host.close();
    await assert.rejects(fetch(`${host.url}/api/settings`));
  }
});

test("what does not end within the grace period is given back or broken off", async () => {
  const host = await start();
  const service = QueueServiceClient.fromConnectionString(storage.connectionString);
  const queue = service.getQueueClient(process.env["WORK_QUEUE"] ?? "");
  await queue.sendMessage(Buffer.from('{"ms":1500}').toString("base64"));
  const request = fetch(`${host.url}/api/slow?ms=1500`).then((response) => response.text());
  const started = async (): Promise<boolean> => {
    const seen: unknown = await (await fetch(`${host.url}/api/seen`)).json();
    return (
      JSON.stringify(seen).includes("slow started") && JSON.stringify(seen).includes('"ms":1500')
    );
  };
  await waitUntil(started);
  const broken = assert.rejects(request);
  await host.close();
  await broken;
  const { peekedMessageItems } = await queue.peekMessages();
  assert.equal(peekedMessageItems[0]?.dequeueCount, 1);
});
