import assert from "node:assert/strict";
import { mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  downloadCheckpoint,
  isRepository,
  type HubOptions,
} from "../../../src/checkpoint/hub/hub.js";
import { importModel } from "../../../src/checkpoint/importModel.js";
import { fp32, goldens, largestDifference, logits, variant } from "../fixtures.js";
import { temporaryFolder } from "../../temporaryFolder.js";
import { commit, startHub, type HubServer } from "./hubServer.js";

const names = ["config.json", "preprocessor_config.json", "model.safetensors", "pytorch_model.bin"];
const files = Object.fromEntries(
  await Promise.all(
    names.map(async (name) => [name, await readFile(join(variant("base"), name))] as const),
  ),
);
const weights = files["model.safetensors"] ?? Buffer.alloc(0);
const silent = { begin() {}, advance() {}, end() {} };

interface Started {
  readonly hub: HubServer;
  readonly cache: string;
  readonly download: (options?: Partial<HubOptions>) => ReturnType<typeof downloadCheckpoint>;
}

async function start(
  t: TestContext,
  options: Partial<Parameters<typeof startHub>[0]> = {},
): Promise<Started> {
  const hub = await startHub({ files, ...options });
  t.after(() => hub.close());
  const cache = await temporaryFolder(t);
  const defaults = { endpoint: hub.endpoint, token: undefined, revision: "main", progress: silent };
  return {
    hub,
    cache,
    download: (options) => downloadCheckpoint("owner/name", { ...defaults, cache, ...options }),
  };
}

const stored = (cache: string): string =>
  join(cache, "hub/owner--name", commit, "model.safetensors");

test("a model of the hub is downloaded, once, and imported", async (t) => {
  const { hub, cache, download } = await start(t);
  const checkpoint = await download();
  assert.equal(checkpoint.revision, commit);
  assert.deepEqual(hub.requests, [
    "hub /api/models/owner/name/revision/main",
    `hub /owner/name/resolve/${commit}/config.json`,
    `hub /owner/name/resolve/${commit}/preprocessor_config.json`,
    `hub /owner/name/resolve/${commit}/model.safetensors`,
    "store /model.safetensors",
  ]);
  const target = join(cache, "model");
  await importModel(checkpoint, target, fp32, { source: "owner/name", revision: commit });
  assert.ok(largestDifference(await logits(target), goldens["base"]?.flat() ?? []) <= 1e-4);
  assert.ok((await readFile(join(target, "README.md"), "utf8")).includes(commit));

  hub.requests.length = 0;
  await download();
  assert.deepEqual(hub.requests, ["hub /api/models/owner/name/revision/main"]);
});

test("a model without safetensors comes as pytorch_model.bin, at a revision with a slash", async (t) => {
  const { "model.safetensors": _weights, ...others } = files;
  const { cache, download } = await start(t, { files: others });
  await download({ revision: "v1/2" });
  const folder = join(cache, "hub/owner--name", commit);
  assert.deepEqual((await readdir(folder)).toSorted(), Object.keys(others).toSorted());
});

test("a connection that is cut again and again goes on where it was", async (t) => {
  const { hub, cache, download } = await start(t);
  hub.cuts.push(10_000, 5_000, 1_000);
  await download();
  assert.deepEqual(await readFile(stored(cache)), weights);
  assert.deepEqual(
    hub.requests.filter((request) => request.startsWith("store")),
    ["", " bytes=10000-", " bytes=15000-", " bytes=16000-"].map(
      (range) => `store /model.safetensors${range}`,
    ),
  );
});

test("a download that an earlier process began is continued", async (t) => {
  const { hub, cache, download } = await start(t);
  await mkdir(join(stored(cache), ".."), { recursive: true });
  await writeFile(`${stored(cache)}.partial`, weights.subarray(0, 20_000));
  await download();
  assert.deepEqual(await readFile(stored(cache)), weights);
  assert.ok(hub.requests.includes("store /model.safetensors bytes=20000-"));
});

test("a beginning that is longer than the file is thrown away", async (t) => {
  const { cache, download } = await start(t);
  await mkdir(join(stored(cache), ".."), { recursive: true });
  await writeFile(`${stored(cache)}.partial`, Buffer.alloc(weights.length + 10));
  await download();
  assert.deepEqual(await readFile(stored(cache)), weights);
});

test("a busy store is asked again", async (t) => {
  const { hub, cache, download } = await start(t);
  hub.failures.push(503, 429);
  await download();
  assert.deepEqual(await readFile(stored(cache)), weights);
});

test("a file with another checksum than the hub states is not kept", async (t) => {
  const other = Buffer.from(weights);
  other.writeUInt8(other.readUInt8(30_000) ^ 1, 30_000);
  const { cache, download } = await start(t, { stored: { "model.safetensors": other } });
  await assert.rejects(download(), {
    code: "HubError",
    message: /checksum or size that the hub states/,
  });
  const left = await readdir(join(stored(cache), ".."));
  assert.deepEqual(left.toSorted(), ["config.json", "preprocessor_config.json"]);
});

test("the token opens a private model and is told to the hub only", async (t) => {
  const { hub, download } = await start(t, { token: "hf_secret" });
  await download({ token: "hf_secret" });
  for (const request of hub.requests) {
    assert.equal(request.endsWith("token"), request.startsWith("hub"), request);
  }
});

// A full disk, as Linux offers one to try things with.
if (process.platform === "linux") {
  test("no space on the disk: one clear message", async (t) => {
    const { cache, download } = await start(t);
    await mkdir(join(stored(cache), ".."), { recursive: true });
    await symlink("/dev/full", `${stored(cache)}.partial`);
    await assert.rejects(download(), {
      code: "HubError",
      message: /^No space is left in .*--cache$/,
    });
  });
}

const refusals: [what: string, options: Partial<HubOptions>, message: RegExp][] = [
  ["no token", {}, /no public model of this name \(HTTP 401\); for a private one set HF_TOKEN/],
  ["a wrong token", { token: "hf_wrong" }, /does not accept HF_TOKEN .*\(HTTP 401\)/],
  ["an unknown revision", { token: "hf", revision: "none" }, /no such revision .*\(HTTP 404\)/],
  ["a gated model", { token: "hf", revision: "gated" }, /does not give access .*\(HTTP 403\)/],
];
for (const [what, options, message] of refusals) {
  test(`${what}: one clear message`, async (t) => {
    const { download } = await start(t, { token: "hf" });
    await assert.rejects(download(options), { code: "HubError", message });
  });
}

test("an unknown model, a model without weights, and no network: one clear message each", async (t) => {
  const { "model.safetensors": _a, "pytorch_model.bin": _b, ...others } = files;
  const { hub, cache, download } = await start(t, { files: others });
  const options = {
    endpoint: hub.endpoint,
    token: undefined,
    revision: "main",
    cache,
    progress: silent,
  };
  await assert.rejects(downloadCheckpoint("owner/other", options), {
    code: "HubError",
    message: /no such model \(HTTP 404\)/,
  });
  await assert.rejects(download(), {
    code: "InvalidCheckpoint",
    message: "owner/name has no model.safetensors",
  });
  await hub.close();
  await assert.rejects(download(), {
    code: "HubError",
    message: /No connection to .*ECONNREFUSED/,
  });
});

test("names of repositories", () => {
  for (const name of ["microsoft/beit-base", "a/b", "o_w-n.er/n.a-m_e"])
    assert.ok(isRepository(name));
  for (const name of ["beit", "a/b/c", "../b", "a/..", "/a/b", "./a", "a/", "https://x/y"]) {
    assert.ok(!isRepository(name), name);
  }
});
