import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { startUncheckedHost } from "../localHost/testHost.js";
import { changedModel } from "../modelFolder.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

test("the log tells why ONNX Runtime rejects a model; the caller hears only that it does", async (t) => {
  const folder = await changedModel(t, "config.json", (json) => json);
  await truncate(join(folder, "model.onnx"), 1_000_000);
  const app = await startTestApp({ MODEL_DIR: folder }, startUncheckedHost);
  t.after(() => app.stop());

  const body = readFileSync(fixture("photos/cat.jpg"));
  const answer = await fetch(`${app.host.url}/api/classify`, { method: "POST", body });
  assert.equal(answer.status, 500);
  const problem = await answer.text();
  assert.match(problem, /"code":"InvalidModel"/);
  assert.doesNotMatch(problem, /protobuf/i);
  assert.match(app.host.output(), /InvalidModel .*Protobuf parsing failed/);
});
