import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "../paths.js";
import { failToStart } from "./failToStart.js";
import { startTestHost, waitUntil } from "./testHost.js";

const env = { WORK_QUEUE: "not-used" };

test("a taken port is an error that names the port and the setting", async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, "127.0.0.1", () => {
      const address = other.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  const { code, line } = await failToStart(env, "--port", String(port));
  assert.deepEqual([code, line], [1, `Port ${port} is taken; choose another with --port or PORT.`]);
  other.close();
});

const refusals: [kind: string, message: RegExp][] = [
  ["trigger", /The function "listens" has a binding of type "eventHubTrigger", which the local/],
  ["schedule", /The function "tick" has the schedule "\* \* \* \* \* \*", which the local host/],
  ["output", /The function "sends" has an output of type "queue"/],
  ["expression", /The function "named" has the binding expression "%QUEUE%"/],
  ["connection", /The function "elsewhere" has the connection "Other"/],
  ["retry", /The function "patient" has a retry policy/],
  ["route", /The function "ranged" has the route part "\{id:range\(1,2\)\}"/],
  ["hook", /The local host does not run "postInvocation" hooks/],
  ["buffered", /The app must call app\.setup\(\{ enableHttpStream: true \}\)/],
];
for (const [kind, message] of refusals) {
  test(`what the host does not support is an error at start: ${kind}`, async () => {
    const { line } = await failToStart({ ...env, TEST_REFUSED: kind }, "--port", "0");
    assert.match(line, message);
  });
}

test("storage that is not configured is an error that names the setting", async () => {
  const variables = { WORK_QUEUE: "some-queue", AzureWebJobsStorage: "" };
  const { line } = await failToStart(variables, "--port", "0");
  assert.match(line, /The setting AzureWebJobsStorage must be a storage connection string\./);
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

test("the host listens on this machine alone unless told otherwise", async () => {
  const other = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  const connects = async (host: string, url: string): Promise<boolean> => {
    const socket = connect(Number(new URL(url).port), host);
    const reached = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    return reached;
  };
  // Where this machine has no other address, the second of loopback stands for it.
  const elsewhere = other ?? "127.0.0.2";
  const closed = await startTestHost(env);
  assert.equal(await connects("127.0.0.1", closed.url), true);
  assert.equal(await connects(elsewhere, closed.url), false);
  await closed.stop();
  const open = await startTestHost(env, "--host", "0.0.0.0");
  assert.equal(await connects(elsewhere, open.url), true);
  await open.stop();
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} lets running requests finish and runs the app's last hook`, async () => {
    const host = await startTestHost(env);
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
