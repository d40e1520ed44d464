import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { test } from "node:test";
import { within } from "../deadline.js";
import { startTestApp } from "./testApp.js";

test("telemetry that never answers does not keep the app from ending in time", async (t) => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket)).listen(0, "127.0.0.1");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  await once(silent, "listening");
  const address = silent.address();
  assert.ok(typeof address === "object" && address);
  const endpoint = `https://127.0.0.1:${address.port}/`;
  const app = await startTestApp({
    APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${crypto.randomUUID()};IngestionEndpoint=${endpoint}`,
    APPLICATIONINSIGHTS_STATSBEAT_DISABLED: "true",
  });
  t.after(() => app.storage.stop());
  await fetch(`${app.host.url}/api/classify`, { method: "POST", body: "no picture" });
  assert.equal(await within(20, "The end of the host", app.host.stop()), 0);
  assert.ok(sockets.size > 0, "No telemetry was sent");
  assert.doesNotMatch(app.host.output(), /appTerminate hooks took longer/);
});
