import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startHost } from "../../src/localHost/host.js";
import { root } from "../paths.js";
import { startTestStorage, waitUntil, type TestStorage } from "./testHost.js";

// The process of this file ends only when the host leaves nothing open behind.

let storage: TestStorage;
before(async () => {
  storage = await startTestStorage();
});
after(() => storage.stop());

test("a host provisions before it listens, and ends what takes longer than its grace", async () => {
  const names = storage.newNames();
  Object.assign(process.env, names, { TEST_TERMINATE_MS: "2000" });
  const lines: string[] = [];
  const queue = storage.queues.getQueueClient(names.WORK_QUEUE);
  const host = await startHost({
    root: join(root, "test/localHost/app"),
    port: 0,
    graceMs: 200,
    leaseSeconds: 2,
    provision: async () => {
      await queue.create();
      await storage.blobs.getContainerClient(names.BLOB_CONTAINER).create();
    },
    log: (_, line) => lines.push(line),
  });
  assert.deepEqual(
    lines.filter((line) => /work-[^ ]+ is missing|Container/.test(line) && !/poison/.test(line)),
    [],
  );
  const triggers = new Map(host.functions.map(({ name, trigger }) => [name, trigger]));
  assert.equal(triggers.get("early"), `POST ${host.url}/api/early`);
  assert.equal(triggers.get("work"), `queue ${names.WORK_QUEUE}`);
  assert.match(triggers.get("pushed") ?? "", /^blob .* by Event Grid$/);

  await queue.sendMessage(Buffer.from('{"ms":1500}').toString("base64"));
  const request = fetch(`${host.url}/api/slow?ms=1500`).then((response) => response.text());
  // It would be answered if the host waited for it.
  const broken = assert.rejects(request);
  await waitUntil(async () => {
    const seen = JSON.stringify(await (await fetch(`${host.url}/api/seen`)).json());
    return seen.includes("slow started") && seen.includes('"ms":1500');
  });
  await host.close();
  await broken;
  assert.match(lines.join("\n"), /appTerminate hooks took longer than 200 ms/);
  await assert.rejects(fetch(`${host.url}/api/settings`));
  // Nobody gives the message back; it comes back when its lease is over.
  assert.equal((await queue.peekMessages()).peekedMessageItems.length, 0);
  await waitUntil(async () => (await queue.peekMessages()).peekedMessageItems.length === 1);
});
