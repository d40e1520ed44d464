/**
 * Writes a checkpoint of the full size of microsoft/beit-base-patch16-224-pt22k-ft22k, with random
 * weights: the same bytes each time. About 430 MB.
 *
 *     node dist/bench/writeCheckpoint.js FOLDER
 */

import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [hidden, layers, heads, wide, patch, side, labels] = [768, 12, 12, 3072, 16, 14, 21_841];

const shapes: [name: string, shape: number[]][] = [
  ["beit.embeddings.cls_token", [1, 1, hidden]],
  ["beit.embeddings.patch_embeddings.projection.weight", [hidden, 3, patch, patch]],
  ["beit.embeddings.patch_embeddings.projection.bias", [hidden]],
  ...Array.from({ length: layers }, (_, layer) => layerShapes(layer)).flat(),
  ["beit.pooler.layernorm.weight", [hidden]],
  ["beit.pooler.layernorm.bias", [hidden]],
  ["classifier.weight", [labels, hidden]],
  ["classifier.bias", [labels]],
];

function layerShapes(layer: number): [string, number[]][] {
  const parts: [string, number[]][] = [
    ["lambda_1", [hidden]],
    ["lambda_2", [hidden]],
    ["layernorm_before.weight", [hidden]],
    ["layernorm_before.bias", [hidden]],
    ["attention.attention.query.weight", [hidden, hidden]],
    ["attention.attention.query.bias", [hidden]],
    ["attention.attention.key.weight", [hidden, hidden]],
    ["attention.attention.value.weight", [hidden, hidden]],
    ["attention.attention.value.bias", [hidden]],
    [
      "attention.attention.relative_position_bias.relative_position_bias_table",
      [(2 * side - 1) ** 2 + 3, heads],
    ],
    ["attention.output.dense.weight", [hidden, hidden]],
    ["attention.output.dense.bias", [hidden]],
    ["layernorm_after.weight", [hidden]],
    ["layernorm_after.bias", [hidden]],
    ["intermediate.dense.weight", [wide, hidden]],
    ["intermediate.dense.bias", [wide]],
    ["output.dense.weight", [hidden, wide]],
    ["output.dense.bias", [hidden]],
  ];
  return parts.map(([name, shape]) => [`beit.encoder.layer.${layer}.${name}`, shape]);
}

/** Marsaglia's xorshift32, as uniform numbers of a mean and a deviation. */
let state = 0x9e3779b9;
function random(count: number, mean: number, deviation: number): Float32Array<ArrayBuffer> {
  const step = (deviation * 2 * Math.sqrt(3)) / 2 ** 32;
  return new Float32Array(count).map(() => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return mean + state * step;
  });
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

let end = 0;
const header = Object.fromEntries(
  shapes.map(([name, shape]) => {
    const begin = end;
    end += size(shape) * 4;
    return [name, { dtype: "F32", shape, data_offsets: [begin, end] }];
  }),
);

const [folder = "beit-random"] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const file = await open(join(folder, "model.safetensors"), "w");
const json = Buffer.from(JSON.stringify(header));
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(json.length));
await file.writeFile(Buffer.concat([length, json]));
for (const [name, shape] of shapes) {
  const [mean, deviation] = /layernorm\S*\.weight/.test(name) ? [1, 0.1] : [0, 0.05];
  const values = random(size(shape), name.includes("lambda") ? 0.3 : mean, deviation);
  await file.writeFile(Buffer.from(values.buffer));
}
await file.close();

await writeFile(
  join(folder, "config.json"),
  JSON.stringify({
    architectures: ["BeitForImageClassification"],
    model_type: "beit",
    id2label: Object.fromEntries(Array.from({ length: labels }, (_, id) => [id, `class ${id}`])),
    use_relative_position_bias: true,
  }),
);
await writeFile(
  join(folder, "preprocessor_config.json"),
  JSON.stringify({
    crop_size: 224,
    do_center_crop: false,
    do_normalize: true,
    do_resize: true,
    feature_extractor_type: "BeitFeatureExtractor",
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
    resample: 2,
    size: 224,
  }),
);
