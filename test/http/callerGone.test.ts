import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { test } from "node:test";
import { callerSignal } from "../../src/http/callerGone.js";

test("the signal of an invocation is aborted when its caller goes away before the answer", async (t) => {
  const signals: (AbortSignal | undefined)[] = [];
  const server = createServer((incoming, response) => {
    signals.push(callerSignal(String(incoming.headers["x-ms-invocation-id"])));
    if (incoming.url === "/answered") response.end("answer");
    else caller.destroy();
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const call = (path: string, id: string) =>
    request({ host: "127.0.0.1", port: address.port, path, headers: { "x-ms-invocation-id": id } });

  const patient = call("/answered", "one").end();
  const [answer] = await once(patient, "response");
  await once(answer.resume(), "end");
  const caller = call("/silent", "two").on("error", () => undefined);
  await new Promise((resolve) => caller.end().once("close", resolve));
  const [answered, gone] = signals;
  assert.ok(answered && gone);
  if (!gone.aborted) await once(gone, "abort", { signal: AbortSignal.timeout(5000) });
  assert.equal(answered.aborted, false);
  assert.equal(callerSignal("two"), undefined);
});

test("an invocation that came by no HTTP request has no signal", () => {
  assert.equal(callerSignal("unknown"), undefined);
});
