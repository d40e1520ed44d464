import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestApp } from "../endToEnd/testApp.js";
import { fuzz } from "./fuzz.js";

test("damaged pictures and odd requests never break the service", async (t) => {
  const app = await startTestApp();
  t.after(() => app.stop());
  const { statuses, failures, memory } = await fuzz(app.host, 600, 7);
  assert.deepEqual(failures, []);
  // Both what is right and what is wrong must have occurred, or the mutations are too weak.
  for (const status of [200, 400, 404, 415]) assert.ok(statuses.has(status), String(status));
  assert.ok(memory[1] < memory[0] + 200, `${memory[0]} → ${memory[1]} MiB`);
});
