import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { z } from "zod";
import { root } from "../paths.js";
import { findBicep, runBicep } from "./bicep.js";
import { predict, type Prediction } from "./snapshot.js";

const bicep = await findBicep();
const path = "path" in bicep ? bicep.path : "";
const skip = "missing" in bicep ? bicep.missing : false;

const file = (name: string) => join(root, "infra", name);

const template = z.object({ parameters: z.record(z.string(), z.unknown()) });
const scale = z.object({
  functionAppConfig: z.object({
    deployment: z.object({ storage: z.looseObject({ type: z.string() }) }),
    runtime: z.unknown(),
    scaleAndConcurrency: z.unknown(),
  }),
});

/** The settings that every deployment has. */
const common = [
  "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
  "APPLICATIONINSIGHTS_CONNECTION_STRING",
  "AzureWebJobsStorage__blobServiceUri",
  "AzureWebJobsStorage__clientId",
  "AzureWebJobsStorage__credential",
  "AzureWebJobsStorage__queueServiceUri",
  "AzureWebJobsStorage__tableServiceUri",
  "BLOB_SOURCE",
  "CALLBACK_KEY",
  "INFERENCE_THREADS",
  "MALLOC_ARENA_MAX",
  "MALLOC_MMAP_THRESHOLD_",
];

const roleIds = (prediction: Prediction, type: string): string[] =>
  prediction
    .all("Microsoft.Authorization/roleAssignments")
    .filter(({ id }) => id.includes(`/providers/${type}/`))
    .map(({ properties }) => String(properties["roleDefinitionId"]).split("/").at(-1) ?? "")
    .toSorted();

// The compiler takes seconds for each of these, so every test looks at the same ones.
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};
const compiled = once(() => runBicep(path, ["build", file("main.bicep"), "--stdout"]).out);
const model = "https://account.blob.core.windows.net/models/beit";
const standard = once(() => predict(path));
const small = once(() => predict(path, { instanceMemoryMB: 512, modelUri: model }));
const big = once(() =>
  predict(path, {
    instanceMemoryMB: 4096,
    alwaysReadyHttp: 1,
    alertEmail: "operator@example.org",
    budgetAmount: 7,
  }),
);
const dedicated = once(() => predict(path, { plan: "dedicated" }));

suite("Bicep", { skip }, () => {
  for (const name of ["main.bicep", "eventSubscription.bicep"]) {
    test(`${name} compiles and passes every rule without a warning`, () => {
      const run = runBicep(path, ["lint", file(name)]);
      assert.equal(run.error, "");
      assert.equal(run.code, 0);
    });
  }

  test("parameter files name parameters that there are, and no secret", async () => {
    const known = template.parse(JSON.parse(compiled())).parameters;
    for (const name of ["main.parameters.json", "dedicated.parameters.json"]) {
      const { parameters } = template.parse(JSON.parse(await readFile(file(name), "utf8")));
      for (const parameter of Object.keys(parameters)) assert.ok(parameter in known, parameter);
      assert.ok(!("newCallbackKey" in parameters));
    }
  });

  test("storage takes identities alone", async () => {
    const prediction = await standard();
    const { properties } = prediction.only("Microsoft.Storage/storageAccounts");
    assert.equal(properties["allowSharedKeyAccess"], false);
    assert.equal(properties["allowBlobPublicAccess"], false);
    assert.equal(properties["minimumTlsVersion"], "TLS1_2");
    const data = [
      "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
      "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
      "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    ];
    // The app's, those of whoever deploys, and Event Grid's for dead letters.
    const expected = [...data, ...data, "ba92f5b4-2d11-453d-a403-e96b0029c9fe"].toSorted();
    assert.deepEqual(roleIds(prediction, "Microsoft.Storage"), expected);
    assert.deepEqual(roleIds(prediction, "Microsoft.Insights"), [
      "3913510d-42f4-4e42-8a64-420c390055eb",
    ]);
    assert.deepEqual(roleIds(prediction, "Microsoft.KeyVault"), [
      "4633458b-17de-408a-b874-0445c86b69e6",
    ]);
    const insights = prediction.only("Microsoft.Insights/components").properties;
    assert.equal(insights["DisableLocalAuth"], true);
  });

  test("Flex Consumption has its settings and nothing that it refuses", async () => {
    const prediction = await standard();
    assert.deepEqual(Object.keys(prediction.settings).toSorted(), common);
    assert.equal(prediction.settings["BLOB_SOURCE"], "EventGrid");
    assert.equal(prediction.settings["INFERENCE_THREADS"], "1");
    assert.match(String(prediction.settings["CALLBACK_KEY"]), /@Microsoft\.KeyVault\(SecretUri=/);
    const app = scale.parse(prediction.only("Microsoft.Web/sites").properties).functionAppConfig;
    assert.equal(app.deployment.storage.type, "blobContainer");
    assert.deepEqual(app.runtime, { name: "node", version: "22" });
    assert.deepEqual(app.scaleAndConcurrency, {
      instanceMemoryMB: 2048,
      maximumInstanceCount: 40,
      alwaysReady: [],
      triggers: { http: { perInstanceConcurrency: 16 } },
    });
  });

  test("small instances get small limits, big ones two threads", async () => {
    const { settings } = await small();
    const limits = ["MAX_IMAGE_PIXELS", "MAX_WAITING_BYTES", "MODEL_URI"];
    assert.deepEqual(Object.keys(settings).toSorted(), [...common, ...limits]);
    assert.equal(settings["INFERENCE_THREADS"], "1");
    assert.equal(settings["MAX_IMAGE_PIXELS"], "16000000");
    assert.equal(settings["MAX_WAITING_BYTES"], "67108864");
    assert.equal(settings["MODEL_URI"], model);
    const prediction = await big();
    assert.equal(prediction.settings["INFERENCE_THREADS"], "2");
    assert.match(prediction.text, /"alwaysReady": \[\s*\{\s*"name": "http",\s*"instanceCount": 1/);
  });

  test("a Dedicated plan is always on and runs from its package", async () => {
    const prediction = await dedicated();
    for (const name of common) assert.ok(name in prediction.settings, name);
    assert.equal(prediction.settings["FUNCTIONS_WORKER_RUNTIME"], "node");
    assert.equal(prediction.settings["WEBSITE_RUN_FROM_PACKAGE"], "1");
    assert.match(prediction.text, /"alwaysOn": true/);
    assert.match(prediction.text, /"linuxFxVersion": "NODE\|22"/);
    assert.doesNotMatch(prediction.text, /functionAppConfig|WEBSITE_CONTENT/);
  });

  test("the key of callbacks and the budget are made once, the latter where somebody is told", async () => {
    assert.equal(compiled().match(/"onlyIfNotExists": \[\]/g)?.length, 2);
    const silent = await standard();
    assert.deepEqual(silent.all("Microsoft.Consumption/budgets"), []);
    assert.deepEqual(silent.all("Microsoft.Insights/actionGroups"), []);
    const told = await big();
    assert.equal(told.only("Microsoft.Consumption/budgets").properties["amount"], 7);
    assert.equal(told.all("Microsoft.Insights/scheduledQueryRules").length, 3);
  });

  test("outputs are values, and none is a secret", async () => {
    const { outputs, text } = await standard();
    assert.ok("EVENT_GRID_TOPIC_NAME" in outputs);
    assert.doesNotMatch(
      JSON.stringify(outputs),
      /listKeys|newGuid|ConnectionString|instrumentation/i,
    );
    // A module's outputs, passed on as one object, come with their types around them.
    for (const [, end] of text.matchAll(/\.outputs\.\w+(.{0,6})/g)) assert.equal(end, ".value");
  });

  test("only finished uploads come, and what cannot be delivered is kept", () => {
    const { out } = runBicep(path, ["build", file("eventSubscription.bicep"), "--stdout"]);
    const facts = [
      /"includedEventTypes": \[\s*"Microsoft\.Storage\.BlobCreated"\s*\]/,
      /"subjectBeginsWith": "\/blobServices\/default\/containers\/uploads\/"/,
      /"advancedFilters": "\[if\(coalesce\(tryGet\([^"]*'isHnsEnabled'\), false\(\)\), createArray/,
      /'key', 'data\.api'/,
      /"FlushWithClose"/,
      /\/runtime\/webhooks\/blobs\?functionName=Host\.Functions\.queueUpload&code=/,
      /"blobContainerName": "eventgrid-dead-letters"/,
    ];
    for (const fact of facts) assert.match(out, fact);
  });
});
