import assert from "node:assert/strict";
import { appendFile, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkpointFolder, formats, variant } from "../checkpoint/fixtures.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { startHub } from "../checkpoint/hub/hubServer.js";
import { fixture } from "../paths.js";
import { runCli, type Run } from "./runCli.js";

const model = (args: string[], variables?: Record<string, string>): Promise<Run> =>
  runCli("model", args, variables);

test("a model goes from the hub through import, inspect and compare", async (t) => {
  const names = ["config.json", "preprocessor_config.json", ...formats];
  const files = Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(variant("base"), name))] as const),
    ),
  );
  const hub = await startHub({ files, token: "hf_secret" });
  t.after(() => hub.close());
  const folder = await temporaryFolder(t);
  const access = { HF_ENDPOINT: `${hub.endpoint}/`, HF_TOKEN: "hf_secret" };
  const cache = `--cache=${join(folder, "cache")}`;
  const [a, b] = [join(folder, "a"), join(folder, "b")];

  const refused = await model(["import", "owner/name", cache], { ...access, HF_TOKEN: "" });
  assert.equal(refused.code, 1);
  assert.match(refused.error, /^HubError: .*HTTP 401\); for a private one set HF_TOKEN\n$/);

  const first = await model(["import", "owner/name", cache, `--out=${a}`], access);
  assert.equal(first.code, 0, first.error);
  assert.match(first.error, /Downloading model\.safetensors\n {2}model\.safetensors +100 %/);
  assert.match(first.out, /is ready\. Serve it with MODEL_DIR=/);

  const options = ["--precision", "int8", "--keep-float", "classifier", cache, `--out=${b}`];
  const second = await model(["import", "owner/name", ...options], access);
  assert.equal(second.code, 0, second.error);
  assert.equal(second.error, "", "nothing is downloaded again");

  const inspected = await model(["inspect", b]);
  assert.equal(inspected.code, 0, inspected.error);
  assert.match(inspected.out, /^Labels +5: cat; dog; bird; …$/m);
  assert.match(inspected.out, /^Precision +int8$/m);
  assert.match(inspected.out, /^Inputs +pixel_values, float32 \[batch, 3, 24, 24\]$/m);
  assert.match(inspected.out, /^ +[\da-f]{64} {2}model\.onnx\.data, as model\.onnx states$/m);
  assert.doesNotMatch(inspected.out, /^4 {2}/m, "labels are listed on request");
  const listed = await model(["inspect", b, "--labels"]);
  assert.match(listed.out, /^0 {2}cat\n1 {2}dog\n2 {2}bird\n3 {2}.+\n4 {2}.+\n$/m);

  const compared = await model(["compare", a, b, "--images", fixture("photos")]);
  assert.equal(compared.code, 0, compared.error);
  assert.match(compared.out, /^Pictures +4$/m);
  assert.match(compared.out, /^Same best label +100\.0 %$/m);

  await appendFile(join(b, "model.onnx.data"), "more");
  const changed = await model(["inspect", b]);
  assert.equal(changed.code, 1);
  const stated =
    /InvalidModel: model\.onnx\.data is not what .* states the SHA-256 [\da-f]{64}\.\n$/;
  assert.match(changed.error, stated);
});

test("a folder that cannot be imported ends with one line and nothing written", async (t) => {
  const source = await checkpointFolder(t, "base");
  const parent = await temporaryFolder(t);
  const args = ["--out", join(parent, "model"), "--precision=int8", "--keep-float=nothing"];
  const { code, out, error } = await model(["import", source, ...args]);
  assert.equal(code, 1);
  assert.equal(out, `Building int8 from ${source} …\n`);
  assert.match(error, /^InvalidSetting: --keep-float nothing: no layer has such a name;[^\n]*\n$/);
  assert.deepEqual(await readdir(parent), []);
});

test("an address of the hub that is none is a mistake in the command line", async () => {
  const { code, error } = await model(["import", "owner/name"], { HF_ENDPOINT: "hub" });
  assert.equal(code, 2);
  assert.equal(
    error,
    'HF_ENDPOINT must be an address such as https://huggingface.co; it is "hub"\n',
  );
});
