import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test, type TestContext } from "node:test";
import { findDevelopmentStorage } from "../../src/localHost/developmentStorage.js";
import { root } from "../paths.js";
import { failToStart } from "./failToStart.js";
import { startTestHost, type TestHost } from "./testHost.js";

const development = "UseDevelopmentStorage=true";
const env = { AzureWebJobsStorage: development, WORK_QUEUE: "some-queue" };

/** A folder from which the test app runs, with `.azurite/` of its own: as another clone. */
async function clone(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "clone-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const main = join(relative(folder, join(root, "dist/test/localHost/app")), "*.js");
  await writeFile(join(folder, "package.json"), JSON.stringify({ main, type: "module" }));
  return folder;
}

/** The ports that a host says, and nothing but the line in which it says it. */
function portsOf(host: TestHost, folder: string): [first: number, last: number] {
  const [line = "", first, last, why] =
    /^Storage: Azurite on ports (\d+) to (\d+)(.*); its data are in .*$/m.exec(host.output()) ?? [];
  assert.ok(line.endsWith(`; its data are in ${join(folder, ".azurite")}`), host.output());
  assert.equal(why, first === "10000" ? "" : ", because others have ports 10000 to 10002");
  return [Number(first), Number(last)];
}

test("two clones have storage of their own, and each tells where", async (t) => {
  const [a, b] = [await clone(t), await clone(t)];
  const one = await startTestHost(env, "--root", a);
  t.after(() => one.stop());
  const other = await startTestHost(env, "--root", b);
  t.after(() => other.stop());
  const [first, last] = portsOf(one, a);
  const [otherFirst] = portsOf(other, b);
  assert.equal(last, first + 2);
  assert.ok(otherFirst > last, String([first, otherFirst]));
  for (const [folder, port] of [
    [a, first],
    [b, otherFirst],
  ] as const) {
    const found = await findDevelopmentStorage(join(folder, ".azurite"));
    assert.match(found, new RegExp(`BlobEndpoint=http://127.0.0.1:${port}/`));
    assert.match(found, new RegExp(`TableEndpoint=http://127.0.0.1:${port + 2}/`));
  }
});

test("a second start in the same folder says who runs, and leaves that one alone", async (t) => {
  const folder = await clone(t);
  const host = await startTestHost(env, "--root", folder);
  t.after(() => host.stop());
  const { code, line, stdout } = await failToStart(env, "--root", folder, "--port", "0");
  assert.deepEqual(
    [code, line, stdout],
    [
      1,
      `npm start already runs here: process ${host.process.pid} serves http://localhost:0. Stop it first.`,
      "",
    ],
  );
  const found = await findDevelopmentStorage(join(folder, ".azurite"));
  assert.match(found, /BlobEndpoint=/);
  assert.equal(await host.stop(), 0);
  assert.equal(await findDevelopmentStorage(join(folder, ".azurite")), development);
});

test("a host that was killed does not keep others from starting", async (t) => {
  const folder = await clone(t);
  const killed = await startTestHost(env, "--root", folder);
  await killed.stop("SIGKILL");
  const note = await readFile(join(folder, ".azurite/running.json"), "utf8");
  assert.match(note, new RegExp(`"pid":${killed.process.pid},`));
  assert.equal(await findDevelopmentStorage(join(folder, ".azurite")), development);
  const next = await startTestHost(env, "--root", folder);
  assert.match(await findDevelopmentStorage(join(folder, ".azurite")), /BlobEndpoint=/);
  assert.equal(await next.stop(), 0);
});

test("a note that is not whole, or names a process of another kind, is passed over", async (t) => {
  const folder = await clone(t);
  await mkdir(join(folder, ".azurite"));
  // This process lives, and nobody answers on port 1.
  const foreign = JSON.stringify({ pid: process.pid, url: "http://localhost:7071", port: 1 });
  for (const note of ['{"pid":', foreign]) {
    await writeFile(join(folder, ".azurite/running.json"), note);
    const host = await startTestHost(env, "--root", folder);
    assert.equal(await host.stop(), 0);
  }
});
