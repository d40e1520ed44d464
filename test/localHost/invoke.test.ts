import assert from "node:assert/strict";
import { test } from "node:test";
import { createInvoke } from "../../src/localHost/invoke.js";
import { toTriggered } from "../../src/localHost/triggers.js";

test("an invocation whose caller leaves before its request arrives ends, and is no error", async () => {
  const lines: string[] = [];
  const never = new Promise<never>(() => {});
  const model = {
    getInvocationModel: () => ({
      getArguments: () => never,
      invokeFunction: () => never,
      getResponse: () => never,
    }),
    getCapabilities: async () => ({}),
  };
  const httpUri = new URL("http://localhost");
  const app = { model, functions: [], httpUri, terminate: async () => {} };
  const invoke = createInvoke(app, 60_000, (level, line) => lines.push(`${level}: ${line}`));
  const definition = toTriggered({
    name: "left",
    bindings: { request: { type: "httpTrigger", direction: "in" } },
    handler() {},
  });
  const gone = new AbortController();
  const running = invoke(definition, { input: { http: {} }, metadata: {}, gone: gone.signal });
  gone.abort();
  await assert.rejects(running);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /^information: left ended after \d+ ms: its caller went away$/);
});
