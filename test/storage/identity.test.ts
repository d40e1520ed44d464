import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { after, test, type TestContext } from "node:test";
import { promisify } from "node:util";
import { z } from "zod";
import { startIdentityEndpoint, tokenFor } from "../identityEndpoint.js";
import { root } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { certificate, startSecureAzurite } from "./secureAzurite.js";

const azurite = await startSecureAzurite();
after(() => azurite.close());
const run = promisify(execFile);
const clientId = "11111111-2222-3333-4444-555555555555";
/** Whom storage's clients want a token for. */
const resource = "https://storage.azure.com";

const findings = z.object({
  urls: z.array(z.string()),
  blob: z.string(),
  messages: z.array(z.string()),
  row: z.string(),
  model: z.string().optional(),
});

/** Runs the service's clients in a process of their own, with these app settings alone. */
async function work(settings: Record<string, string>) {
  const script = join(root, "dist/test/storage/useIdentity.js");
  const { stdout } = await run(process.execPath, [script], {
    env: { PATH: process.env["PATH"] ?? "", NODE_EXTRA_CA_CERTS: certificate, ...settings },
    timeout: 60_000,
  });
  return findings.parse(JSON.parse(stdout));
}

function assertWorked(found: z.output<typeof findings>): void {
  const uris = Object.values(azurite.serviceUris);
  const [blobs = "", queues = "", classifications = "", batches = ""] = found.urls;
  assert.deepEqual(
    [blobs, queues, classifications, batches].map((url) => url.replace(/\/$/, "")),
    [...uris, ...uris.slice(-1)],
  );
  assert.equal(found.blob, "a cat");
  assert.deepEqual(found.messages, ["a message"]);
  assert.equal(found.row, "queued");
}

test("a user-assigned identity opens all services, and those of another account", async (t) => {
  const identity = await startIdentityEndpoint();
  t.after(() => identity.close());
  const model = await temporaryFolder(t);
  await writeFile(join(model, "model.onnx"), "a model");
  const found = await work({
    ...identity.environment,
    ...azurite.serviceUris,
    // The addresses win over the name.
    AzureWebJobsStorage__accountName: "nosuchaccount",
    AzureWebJobsStorage__credential: "managedidentity",
    AzureWebJobsStorage__clientId: clientId,
    MODEL_DIR: model,
    MODEL_URI: `${azurite.otherOrigin}/models/flowers/1`,
    MODEL_CACHE: await temporaryFolder(t),
  });
  assertWorked(found);
  assert.deepEqual(await readdir(found.model ?? ""), ["model.onnx"]);
  assert.equal(await readFile(join(found.model ?? "", "model.onnx"), "utf8"), "a model");
  assert.ok(azurite.otherAuthorizations.length > 0);
  for (const value of azurite.otherAuthorizations) assert.match(value ?? "", /^Bearer /);
  assert.ok(identity.asked.length > 0);
  for (const question of identity.asked) assert.deepEqual(question, { resource, clientId });
});

test("without a client id it is the app's system-assigned identity", async (t) => {
  const identity = await startIdentityEndpoint();
  t.after(() => identity.close());
  const found = await work({
    ...identity.environment,
    ...azurite.serviceUris,
    AzureWebJobsStorage__credential: "managedidentity",
  });
  assertWorked(found);
  assert.ok(identity.asked.length > 0);
  for (const question of identity.asked) assert.deepEqual(question, { resource, clientId: null });
});

test("without __credential the default chain finds the managed identity, too", async (t) => {
  const identity = await startIdentityEndpoint();
  t.after(() => identity.close());
  const found = await work({
    ...identity.environment,
    ...azurite.serviceUris,
    AzureWebJobsStorage__clientId: clientId,
  });
  assertWorked(found);
  assert.ok(identity.asked.length > 0);
  for (const question of identity.asked) assert.deepEqual(question, { resource, clientId });
});

/** A login at the Azure CLI: settings by which it is found, and what it was asked. */
async function azureCli(t: TestContext) {
  const folder = await temporaryFolder(t);
  const { token, expiresOn } = tokenFor(resource);
  const answer = JSON.stringify({ accessToken: token, expires_on: expiresOn });
  const asked = join(folder, "asked.txt");
  const script = `#!/bin/sh\necho "$@" >> '${asked}'\necho '${answer}'\n`;
  await writeFile(join(folder, "az"), script, { mode: 0o755 });
  return {
    settings: {
      // Only DefaultAzureCredential reads it: nothing but what developers log in to.
      AZURE_TOKEN_CREDENTIALS: "dev",
      PATH: [folder, process.env["PATH"]].join(delimiter),
    },
    asked: () => readFile(asked, "utf8").catch(() => ""),
  };
}

const skip = process.platform === "win32" && "the Azure CLI is stood for by a shell script";

test("at a desk the default chain takes who is logged in to the Azure CLI", { skip }, async (t) => {
  const identity = await startIdentityEndpoint();
  t.after(() => identity.close());
  const cli = await azureCli(t);
  const settings = { ...identity.environment, ...azurite.serviceUris, ...cli.settings };
  assertWorked(await work(settings));
  assert.match(await cli.asked(), /^account get-access-token .*storage\.azure\.com/);
  assert.deepEqual(identity.asked, []);
});

test("with __credential=managedidentity nothing else is taken", { skip }, async (t) => {
  const identity = await startIdentityEndpoint();
  t.after(() => identity.close());
  const cli = await azureCli(t);
  const settings = { ...identity.environment, ...azurite.serviceUris, ...cli.settings };
  assertWorked(await work({ ...settings, AzureWebJobsStorage__credential: "managedidentity" }));
  assert.ok(identity.asked.length > 0);
  assert.equal(await cli.asked(), "");
});
