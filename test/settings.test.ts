import assert from "node:assert/strict";
import { isAbsolute } from "node:path";
import test from "node:test";
import { toSettings } from "../src/settings.js";

test("every setting has a default, and the result is frozen", () => {
  const settings = toSettings({});
  assert.equal(settings.maxImageBytes, 20 * 1024 * 1024);
  assert.equal(settings.maxImagePixels, 50_000_000);
  assert.equal(settings.inferenceThreads, undefined);
  assert.ok(isAbsolute(settings.modelDir));
  assert.ok(Object.isFrozen(settings) && Object.isFrozen(settings.storage));
});

test("values come from the environment, and an empty one counts as absent", () => {
  const settings = toSettings({
    INFERENCE_THREADS: "3",
    MAX_IMAGE_BYTES: "",
    MODEL_DIR: "/m/beit",
  });
  assert.equal(settings.inferenceThreads, 3);
  assert.equal(settings.maxImageBytes, 20 * 1024 * 1024);
  assert.equal(settings.modelDir, "/m/beit");
});

test("a bad value is an error that names the setting", () => {
  for (const value of ["0", "-1", "many", "1.5", "1e9"]) {
    assert.throws(() => toSettings({ INFERENCE_THREADS: value }), {
      code: "InvalidSetting",
      message: /^INFERENCE_THREADS: /,
    });
  }
});
