import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { root } from "../paths.js";
import { hostCommand, startTestHost, waitUntil } from "./testHost.js";

const env = { WORK_QUEUE: "not-used" };

/** What the host writes when it cannot start. */
async function startFailure(
  variables: Record<string, string>,
  ...flags: string[]
): Promise<string> {
  const environment = { ...process.env, FUNCTIONS_HOST: "embedded", ...env, ...variables };
  const run = promisify(execFile)(process.execPath, [...hostCommand, ...flags], {
    env: environment,
  });
  const error: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(error instanceof Error && "stderr" in error && "code" in error);
  assert.equal(error.code, 1);
  return String(error.stderr);
}

test("a taken port is an error that names the port and the setting", async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, () => {
      const address = other.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  const message = await startFailure({}, "--port", String(port));
  assert.equal(message.trim(), `Port ${port} is taken; choose another with --port or PORT.`);
  other.close();
});

test("a trigger that the host does not support is an error that names it", async () => {
  const message = await startFailure({ TEST_TIMER: "1" }, "--port", "0");
  assert.match(message, /The function "tick" has a binding of type "timerTrigger"/);
});

test("a setting that a binding needs and that is not set is an error that names it", async () => {
  const message = await startFailure(
    { WORK_QUEUE: "some-queue", AzureWebJobsStorage: "UseDevelopmentStorage=true;" },
    "--port",
    "0",
  );
  assert.match(message, /The setting BLOB_CONTAINER, which .* needs, is not set\./);
});

test("a port that is none is an error", async () => {
  assert.match(await startFailure({}, "--port", "many"), /--port or PORT but received "many"/);
});

test("Azurite does not outlive a process that is killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "azurite-"));
  const azurite = pathToFileURL(join(root, "dist/src/localHost/azurite.js")).href;
  const script = `import { startAzurite } from ${JSON.stringify(azurite)};
    console.log((await startAzurite(${JSON.stringify(folder)})).connectionString);
    setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ["--input-type=module", "-e", script]);
  const [output]: unknown[] = await once(starter.stdout, "data");
  const endpoint = /BlobEndpoint=([^;]+)/.exec(String(output))?.[1] ?? "";
  const answers = (): Promise<boolean> =>
    fetch(endpoint).then(
      () => true,
      () => false,
    );
  assert.equal(await answers(), true);
  starter.kill("SIGKILL");
  await waitUntil(async () => !(await answers()));
  await rm(folder, { recursive: true, force: true });
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} lets running requests finish and runs the app's last hook`, async () => {
    const host = await startTestHost({ ...env, TEST_STREAM: "1" });
    const running = fetch(`${host.url}/api/slow?ms=700`);
    await waitUntil(async () => (await host.seen()).includes("slow started"));
    const exit = host.stop(signal);
    await waitUntil(() => host.output().includes("Stopping"));
    await assert.rejects(fetch(`${host.url}/api/seen`));
    assert.equal(await (await running).text(), "done");
    assert.equal(await exit, 0);
    assert.match(host.output(), /slow succeeded[^]*app terminated/);
  });
}
