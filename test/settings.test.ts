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
      message: /^INFERENCE_THREADS must be /,
    });
  }
});

const uris = {
  AzureWebJobsStorage__blobServiceUri: "https://127.0.0.1:1/own",
  AzureWebJobsStorage__queueServiceUri: "https://127.0.0.1:2/own",
  AzureWebJobsStorage__tableServiceUri: "https://127.0.0.1:3/own",
};

test("an account's name stands for its services in Azure's public cloud", () => {
  const { storage } = toSettings({ AzureWebJobsStorage__accountName: "pictures1" });
  assert.deepEqual(storage, {
    connectionString: undefined,
    endpoints: {
      blob: "https://pictures1.blob.core.windows.net",
      queue: "https://pictures1.queue.core.windows.net",
      table: "https://pictures1.table.core.windows.net",
    },
    identity: { managed: false, clientId: undefined },
  });
});

test("the addresses of the services win over the account's name, each by itself", () => {
  const name = { AzureWebJobsStorage__accountName: "pictures1" };
  const [blob, queue, table] = Object.values(uris);
  assert.deepEqual(toSettings({ ...name, ...uris }).storage.endpoints, { blob, queue, table });
  const { AzureWebJobsStorage__tableServiceUri: _, ...two } = uris;
  assert.deepEqual(toSettings({ ...name, ...two }).storage.endpoints, {
    blob,
    queue,
    table: "https://pictures1.table.core.windows.net",
  });
  assert.equal(toSettings(two).storage.endpoints, undefined);
});

test("the identity is a managed one where that is said, with the client id of one", () => {
  const { identity } = toSettings({
    AzureWebJobsStorage__credential: "managedidentity",
    AzureWebJobsStorage__clientId: "client",
  }).storage;
  assert.deepEqual(identity, { managed: true, clientId: "client" });
  assert.throws(() => toSettings({ AzureWebJobsStorage__credential: "password" }), {
    code: "InvalidSetting",
    message: /^AzureWebJobsStorage__credential must be /,
  });
});

test("uploads are noticed by events unless the setting says otherwise", () => {
  assert.equal(toSettings({}).blobSource, "EventGrid");
  assert.equal(
    toSettings({ BLOB_SOURCE: "LogsAndContainerScan" }).blobSource,
    "LogsAndContainerScan",
  );
});

test("the model is loaded at start by the groups of functions that classify, and unknown ones", () => {
  const loads = (group: string): boolean =>
    toSettings({ FUNCTIONS_TARGET_GROUP: group }).loadsModel;
  // What cannot be read as the name of a function that never classifies may classify.
  const classifying = [
    "",
    "http",
    "function:classifyUpload",
    "function:batchStep",
    "function:trainingStep",
    "durable",
  ];
  for (const group of [...classifying, "function:", "function:a b"]) assert.ok(loads(group), group);
  for (const group of ["blob", "function:deliverCallback", "function:checkUploads"]) {
    assert.ok(!loads(group), group);
  }
});

test("telemetry is sent with an identity where Azure's setting asks for it", () => {
  const identity = (text: string) =>
    toSettings({ APPLICATIONINSIGHTS_AUTHENTICATION_STRING: text }).telemetry.identity;
  assert.equal(identity(""), undefined);
  assert.deepEqual(identity("Authorization=AAD"), { managed: true, clientId: undefined });
  for (const text of [
    "ClientId=1-2-3;Authorization=AAD",
    "Authorization=AAD;ClientId=1-2-3",
    "authorization=aad ; clientid=1-2-3;",
  ]) {
    assert.deepEqual(identity(text), { managed: true, clientId: "1-2-3" }, text);
  }
  for (const text of ["AAD", "ClientId=1-2-3", "Authorization=AADX", "Authorization=Key"]) {
    assert.throws(() => identity(text), {
      code: "InvalidSetting",
      message: /^APPLICATIONINSIGHTS_AUTHENTICATION_STRING must contain /,
    });
  }
});
