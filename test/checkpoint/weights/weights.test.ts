import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openSafetensors } from "../../../src/checkpoint/weights/safetensors.js";
import { openWeights, toShardNames } from "../../../src/checkpoint/weights/weights.js";
import { goldens, imported, largestDifference, logits, variant } from "../fixtures.js";
import { temporaryFolder } from "../../temporaryFolder.js";

for (const folder of ["sharded-safetensors", "sharded-bin"]) {
  test(`${folder}: weights in several files are one checkpoint`, async (t) => {
    const model = await imported(t, variant(folder));
    assert.ok(largestDifference(await logits(model), goldens["base"]?.flat() ?? []) <= 1e-4);
  });
}

const index = "model.safetensors.index.json";
const indices: [what: string, text: string, message: RegExp][] = [
  ["is no JSON", "{", /is not valid JSON/],
  ["has no map", "{}", /has no weight_map/],
  ["is empty", '{"weight_map":{}}', /names no shards/],
  ["climbs", '{"weight_map":{"a":"../x.safetensors"}}', /no plain file name/],
  ["is absolute", '{"weight_map":{"a":"/etc/x.bin"}}', /no plain file name/],
  ["names another format", '{"weight_map":{"a":"x.py"}}', /no plain file name/],
];
for (const [what, text, message] of indices) {
  test(`an index of shards that ${what} is refused`, () => {
    assert.throws(() => toShardNames(index, text), { code: "InvalidCheckpoint", message });
  });
}

test("an index that names a missing shard is refused", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, index), '{"weight_map":{"a":"model-1.safetensors"}}');
  await assert.rejects(openWeights(folder), {
    code: "InvalidCheckpoint",
    message: /model-1\.safetensors: cannot be opened/,
  });
});

/** A safetensors file with this header and so many bytes of data. */
function safetensors(header: object | string, data: number, length?: bigint): Buffer {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([start, json, Buffer.alloc(data)]);
}

const entry = (dtype: string, shape: unknown, ...offsets: number[]) => ({
  a: { dtype, shape, data_offsets: offsets },
});
const hostile: [what: string, file: Buffer, message: RegExp][] = [
  ["no header", Buffer.alloc(7), /cut short/],
  ["a header beyond its end", safetensors({}, 0, 100n), /header of 100 bytes/],
  ["a header without measure", safetensors({}, 0, 2n ** 64n - 1n), /too long/],
  ["a header that is no JSON", safetensors("{", 0), /not JSON/],
  ["a header that is no object", safetensors("[]", 0), /not a JSON object/],
  ["a type that nobody knows", safetensors(entry("F7", [1], 0, 4), 4), /unknown element type F7/],
  ["a type from the prototype", safetensors(entry("toString", [1], 0, 4), 4), /unknown element/],
  ["a shape that is too large", safetensors(entry("F32", [2], 0, 4), 4), /4 bytes do not fit/],
  ["a shape that overflows", safetensors(entry("F32", [2 ** 40, 2 ** 40], 0, 4), 4), /do not fit/],
  ["a negative shape", safetensors(entry("F32", [-1], 0, 4), 4), /a: /],
  ["offsets outside of the file", safetensors(entry("F32", [2], 4, 12), 4), /does not begin/],
  ["offsets in reverse", safetensors(entry("F32", [1], 4, 0), 4), /do not fit/],
  ["bytes that are nobody's", safetensors(entry("F32", [1], 0, 4), 8), /does not end/],
  [
    "two tensors on the same bytes",
    safetensors({ ...entry("F32", [1], 0, 4), b: entry("F32", [1], 0, 4).a }, 4),
    /does not begin where/,
  ],
];
for (const [what, file, message] of hostile) {
  test(`a safetensors file with ${what} is refused`, async (t) => {
    const path = join(await temporaryFolder(t), "model.safetensors");
    await writeFile(path, file);
    await assert.rejects(openSafetensors(path), { code: "InvalidCheckpoint", message });
  });
}
