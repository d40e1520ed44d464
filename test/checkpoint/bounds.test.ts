import assert from "node:assert/strict";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { toBeitConfig } from "../../src/checkpoint/beit/config.js";
import { toBeitTensors } from "../../src/checkpoint/beit/tensors.js";
import { openTorch } from "../../src/checkpoint/weights/torch.js";
import { toShardNames } from "../../src/checkpoint/weights/weights.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { checkpointFolder, imported } from "./fixtures.js";

const beit = { model_type: "beit", use_relative_position_bias: true };

test("real models are far within the bounds", () => {
  const large = { hidden_size: 1024, num_hidden_layers: 24, num_attention_heads: 16 };
  for (const image_size of [224, 384, 512, 640]) toBeitConfig({ ...beit, ...large, image_size });
});

const cases: [what: string, config: object, message: RegExp][] = [
  // A table of 640 KB, which becomes 6.4 GB of bias.
  [
    "tokens",
    { image_size: 800, patch_size: 4, hidden_size: 8, num_attention_heads: 1 },
    /^config\.json: patch_size: makes 40001 tokens of a picture; at most 4097 /,
  ],
  [
    "heads",
    { image_size: 1024, hidden_size: 1024, num_attention_heads: 64 },
    /^config\.json: num_attention_heads: 64 heads of 4097 × 4097 .* at most 67108864 /,
  ],
  [
    "layers",
    { image_size: 1024, hidden_size: 4, num_attention_heads: 1, num_hidden_layers: 65 },
    /^config\.json: num_hidden_layers: 65 layers .* at most 1073741824 /,
  ],
  [
    "hidden size",
    { image_size: 1024, hidden_size: 65_536, num_attention_heads: 1, num_hidden_layers: 1 },
    /^config\.json: hidden_size: 65536 numbers for each of 4097 tokens .* at most 16777216 /,
  ],
  // Once a RangeError with its stack, for a picture of 12,884,901,888 numbers.
  ["picture", { image_size: 65_536, patch_size: 65_536 }, /^config\.json: image_size: .*2048/],
];
for (const [what, config, message] of cases) {
  test(`too much for its ${what} is refused before anything is expanded`, () => {
    const read = (): unknown => toBeitConfig({ ...beit, ...config });
    assert.throws(read, { code: "InvalidCheckpoint", message });
  });
}

test("labels without number are refused by the classifier's shape", () => {
  const tensors = {
    shapes: new Map([["classifier.weight", [1_000_000_000, 0]]]),
    read: () => Promise.reject(new Error("Nothing is read")),
    close: async () => undefined,
  };
  assert.throws(() => toBeitTensors(tensors), {
    code: "InvalidCheckpoint",
    message: /classifier\.weight has rows for 1000000000 labels; at most 100000 /,
  });
});

for (const file of ["config.json", "preprocessor_config.json"]) {
  test(`a ${file} of many megabytes is not read`, async (t) => {
    const folder = await checkpointFolder(t, "base");
    await truncate(join(folder, file), 9 * 1024 * 1024);
    await assert.rejects(imported(t, folder), {
      code: "InvalidCheckpoint",
      message: `${file}: has 9437184 bytes; at most 8388608 are read`,
    });
  });
}

test("an index of shards without end is refused", () => {
  const names = Array.from({ length: 1001 }, (_, i) => [`t${i}`, `${i}.safetensors`]);
  const text = JSON.stringify({ weight_map: Object.fromEntries(names) });
  assert.throws(() => toShardNames("model.safetensors.index.json", text), {
    code: "InvalidCheckpoint",
    message: /names 1001 shards; at most 1000 /,
  });
});

test("a zip directory that is larger than any of PyTorch's is not read", async (t) => {
  const path = join(await temporaryFolder(t), "pytorch_model.bin");
  const [start, end] = [Buffer.from("PK\u0003\u0004"), Buffer.alloc(22)];
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(32 * 1024 * 1024, 12);
  await writeFile(path, Buffer.concat([start, Buffer.alloc(32 * 1024 * 1024), end]));
  await assert.rejects(openTorch(path), {
    code: "InvalidCheckpoint",
    message: /zip directory of 33554432 bytes; at most 16777216 /,
  });
});
