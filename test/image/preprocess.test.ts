import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { z } from "zod";
import { decode } from "../../src/image/decode.js";
import { preprocess } from "../../src/image/preprocess.js";
import { toPreprocessorConfig } from "../../src/image/preprocessorConfig.js";
import { fixture } from "../paths.js";

/** Every 997th value of what transformers' Pillow-backed processors make of a picture. */
const goldens = z
  .array(
    z.object({
      picture: z.string(),
      config: z.record(z.string(), z.unknown()),
      height: z.number(),
      width: z.number(),
      values: z.array(z.number()),
    }),
  )
  .parse(JSON.parse(readFileSync(fixture("goldens/processors.json"), "utf8")));

for (const [index, golden] of goldens.entries()) {
  const { config, picture } = golden;
  test(`equals ${String(config["image_processor_type"])} on ${picture} (case ${index})`, async () => {
    const image = await decode(readFileSync(fixture(picture)), { pixels: 1_000_000, side: 10_000 });
    const { width, height, data } = preprocess(image, toPreprocessorConfig(config));
    assert.deepEqual([width, height], [golden.width, golden.height]);
    const sampled = golden.values.map((_, i) => data[i * 997] ?? Number.NaN);
    for (const [i, value] of golden.values.entries()) {
      assert.ok(Math.abs((sampled[i] ?? 0) - value) < 2e-6, `${i}: ${sampled[i]} is not ${value}`);
    }
  });
}
